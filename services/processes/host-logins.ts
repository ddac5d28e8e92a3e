/** Logins to the hosts of the register: address and pinned key from the store, private key from its file. */
import { readFile } from 'node:fs/promises';
import type { Queryable } from '#kernel/database.ts';
import { loadHost } from '#nfvo/store/hosts.ts';
import type { HostConnection } from '#vim/host/connection.ts';
import { createHostConnections } from '#vim/host/connections.ts';

export interface HostLogins {
  get(hostId: string): Promise<HostConnection>;
  close(hostId: string): Promise<void>;
  closeAll(): Promise<void>;
}

export function createHostLogins(db: Queryable): HostLogins {
  const connections = createHostConnections(async (hostId) => {
    const { url, keyPath, hostKeySha256 } = await loadHost(db, hostId);
    return { kind: 'ssh', url, privateKey: await readFile(keyPath), hostKeySha256 };
  });
  return { get: connections.get, close: connections.forget, closeAll: connections.closeAll };
}
