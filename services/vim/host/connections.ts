/** The open logins of this process: one per host, made at first need, closed together. */
import type { HostConnection } from './connection.ts';
import { connectLocal } from './local-connection.ts';
import { connectSsh } from './ssh-connection.ts';

/** What is needed to log in; kept by the host register, asked for at each first connection. */
export type HostCredentials =
  | {
      readonly kind: 'ssh';
      readonly url: string;
      readonly privateKey: string | Buffer;
      readonly hostKeySha256?: string | undefined;
    }
  | { readonly kind: 'local' };

export interface HostConnections {
  /** The login to `hostId`, made where there is none. Concurrent callers share one. Errors as in connectSsh. */
  get(hostId: string): Promise<HostConnection>;
  /** Ends the login to one host, e.g. because its credentials changed; the next `get` logs in anew. */
  forget(hostId: string): Promise<void>;
  closeAll(): Promise<void>;
}

export function createHostConnections(
  credentials: (hostId: string) => Promise<HostCredentials>,
): HostConnections {
  const open = new Map<string, Promise<HostConnection>>();

  const connect = async (hostId: string): Promise<HostConnection> => {
    const given = await credentials(hostId);
    return given.kind === 'local' ? connectLocal(hostId) : connectSsh({ hostId, ...given });
  };
  const forget = async (hostId: string): Promise<void> => {
    const connection = open.get(hostId);
    open.delete(hostId);
    await connection?.then(
      (made) => made.close(),
      () => {},
    );
  };
  return {
    get: (hostId) => {
      const known = open.get(hostId);
      if (known !== undefined) return known;
      const made = connect(hostId);
      open.set(hostId, made);
      // A failed login is not remembered: the next caller tries again.
      made.catch(() => {
        if (open.get(hostId) === made) open.delete(hostId);
      });
      return made;
    },
    forget,
    closeAll: async () => {
      await Promise.all([...open.keys()].map(forget));
    },
  };
}
