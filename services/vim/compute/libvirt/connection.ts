/** One connection to a libvirt daemon: one call at a time, each under a deadline, opened anew after it broke. */
import { describeError, NetwrightError } from '#kernel/errors.ts';
import { vimErrors } from '../../errors.ts';
import type { HostConnection } from '../../host/connection.ts';
import { LIBVIRT_SOCKET } from '../../host/remote-file.ts';
import { createUnixRelay, type UnixRelay } from '../../host/unix-relay.ts';
import { type LibvirtApi, type LibvirtErrorRecord, libvirtApi, type Pointer } from './api.ts';

/** What is inside a call: the functions, the connection, and how to turn a C failure into an exception. */
export interface LibvirtCall {
  readonly api: LibvirtApi;
  readonly conn: Pointer;
  /** Passes a result through, or throws VIM_LIBVIRT_FAILED for NULL and negative numbers. */
  check<T>(result: T | null): Promise<T>;
}

export interface LibvirtConnection {
  /**
   * Runs `perform` alone on this connection. After `deadlineMs` (default 45 s) the connection is cut, which makes
   * the C call return, and VIM_COMMAND_TIMEOUT is thrown. `what` names the call in errors.
   */
  call<T>(what: string, perform: (call: LibvirtCall) => Promise<T>, deadlineMs?: number): Promise<T>;
  close(): Promise<void>;
}

/** Generous: a socket-activated libvirtd has to start first, which took 11 s on the emulated lab host. */
const CALL_DEADLINE_MS = 45_000;
/** How long a call that was cut may take to notice. */
const CUT_GRACE_MS = 3_000;

/** libvirt's error numbers that callers act upon (virterror.h). */
export const LIBVIRT_CODE = { noDomain: 42, operationInvalid: 55 } as const;

/** libvirt's own error number inside a VIM_LIBVIRT_FAILED, else undefined. */
export function libvirtCodeOf(error: unknown): number | undefined {
  if (!(error instanceof NetwrightError) || error.code !== 'VIM_LIBVIRT_FAILED') return undefined;
  return typeof error.facts.libvirtCode === 'number' ? error.facts.libvirtCode : undefined;
}

/** To the libvirtd of a host, over a stream of that host's login. Nothing is dialled before the first call. */
export function connectHostLibvirt(host: HostConnection): LibvirtConnection {
  let dialFailure: unknown;
  let relay: UnixRelay | undefined;
  return createConnection(host.hostId, {
    uri: async () => {
      dialFailure = undefined;
      relay ??= await createUnixRelay(() =>
        host.openUnixSocket(LIBVIRT_SOCKET).catch((error) => {
          dialFailure = error;
          throw error;
        }),
      );
      return `qemu+unix:///system?socket=${encodeURIComponent(relay.path)}`;
    },
    whyNot: () => dialFailure,
    cut: () => relay?.cut(),
    close: async () => relay?.close(),
  });
}

/** A connection for the time of `work`; connecting takes tens of milliseconds, so nobody has to keep one. */
export async function withHostLibvirt<T>(
  host: HostConnection,
  work: (libvirt: LibvirtConnection) => Promise<T>,
): Promise<T> {
  const libvirt = connectHostLibvirt(host);
  try {
    return await work(libvirt);
  } finally {
    await libvirt.close();
  }
}

/** To a URI as it is, e.g. `test:///default`. */
export function connectLibvirtUri(uri: string): LibvirtConnection {
  return createConnection(uri, {
    uri: async () => uri,
    whyNot: () => undefined,
    cut: () => {},
    close: async () => {},
  });
}

interface Transport {
  uri(): Promise<string>;
  /** What made the last dial fail, where it did. */
  whyNot(): unknown;
  cut(): void;
  close(): Promise<void>;
}

/** Opens are one at a time in the whole process: their error comes through one process-wide handler. */
let opening: Promise<unknown> = Promise.resolve();

function createConnection(label: string, transport: Transport): LibvirtConnection {
  let conn: Pointer | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  let closed = false;

  const failed = (what: string, reason: LibvirtErrorRecord, cause?: unknown): NetwrightError =>
    new NetwrightError(
      vimErrors.VIM_LIBVIRT_FAILED,
      `${what} on ${label}: ${cause === undefined ? reason.message : describeError(cause)}`,
      { facts: { host: label, call: what, libvirtCode: reason.code, libvirtDomain: reason.domain }, cause },
    );

  const open = async (api: LibvirtApi): Promise<Pointer> => {
    const uri = await transport.uri();
    const attempt = opening.then(async () => {
      const pointer = await api.connectOpen(uri);
      if (pointer === null) throw failed('connecting to libvirt', api.lastOpenError(), transport.whyNot());
      return pointer;
    });
    opening = attempt.catch(() => {});
    return attempt;
  };

  const drop = async (api: LibvirtApi): Promise<void> => {
    const dead = conn;
    conn = undefined;
    transport.cut();
    if (dead !== undefined) await api.connectClose(dead);
  };

  const perform = async <T>(what: string, body: (call: LibvirtCall) => Promise<T>): Promise<T> => {
    const api = libvirtApi();
    conn ??= await open(api);
    const current = conn;
    try {
      return await body({
        api,
        conn: current,
        check: async (result) => {
          const bad = result === null || (typeof result === 'number' && result < 0);
          if (bad) throw failed(what, await api.lastError(current));
          return result;
        },
      });
    } catch (error) {
      if (conn === current && (await api.connectIsAlive(current)) !== 1) await drop(api);
      throw error;
    }
  };

  const withDeadline = async <T>(what: string, work: Promise<T>, deadlineMs: number): Promise<T> => {
    const expired = Symbol('expired');
    const timer = (ms: number) => {
      let handle: NodeJS.Timeout | undefined;
      const after = new Promise<typeof expired>((resolve) => {
        handle = setTimeout(() => resolve(expired), ms);
      });
      return { after, stop: () => clearTimeout(handle) };
    };
    const deadline = timer(deadlineMs);
    const first = await Promise.race([work, deadline.after]).finally(deadline.stop);
    if (first !== expired) return first as T;
    transport.cut();
    const grace = timer(CUT_GRACE_MS);
    await Promise.race([work.catch(() => {}), grace.after]).finally(grace.stop);
    // A call that did not even notice the cut keeps its thread; the connection it sits on is not used again.
    conn = undefined;
    throw new NetwrightError(
      vimErrors.VIM_COMMAND_TIMEOUT,
      `libvirt on ${label} did not answer "${what}" within ${deadlineMs} ms`,
      { facts: { host: label, call: what, timeoutMs: deadlineMs } },
    );
  };

  return {
    call: (what, body, deadlineMs = CALL_DEADLINE_MS) => {
      const result = turn.then(() => {
        if (closed)
          throw failed(what, { code: 0, domain: 0, message: 'the connection was closed by its owner' });
        return withDeadline(what, perform(what, body), deadlineMs);
      });
      turn = result.catch(() => {});
      return result;
    },
    close: async () => {
      closed = true;
      transport.cut();
      await turn;
      if (conn !== undefined) await drop(libvirtApi());
      await transport.close();
    },
  };
}
