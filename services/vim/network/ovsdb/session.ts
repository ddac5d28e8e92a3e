/**
 * One JSON-RPC 1.0 conversation with an ovsdb-server: calls with deadlines, answers to the server's inactivity
 * probes, notifications to whoever listens. Opened at the first call and again after a drop; a call that was under
 * way when the stream broke fails (the caller cannot know whether it took effect) with VIM_OVSDB_FAILED.
 */
import type { Duplex } from 'node:stream';
import { NetwrightError } from '#kernel/errors.ts';
import { vimErrors } from '../../errors.ts';
import { createJsonStream } from './json-stream.ts';

export interface CallOptions {
  /** Default 10 000. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
}

export interface OvsdbSession {
  call(method: string, params: readonly unknown[], options?: CallOptions): Promise<unknown>;
  /** Every server notification; returns the way to stop listening. */
  onNotification(listener: (method: string, params: readonly unknown[]) => void): () => void;
  /** Told when the stream breaks or is closed. */
  onBroken(listener: (reason: Error) => void): () => void;
  close(): void;
}

interface PendingCall {
  settle(error: Error | null, result?: unknown): void;
}

const DEFAULT_CALL_TIMEOUT_MS = 10_000;

/** `where` names the server in errors, e.g. the host id. */
export function createSession(open: () => Promise<Duplex>, where: string): OvsdbSession {
  const notified = new Set<(method: string, params: readonly unknown[]) => void>();
  const broken = new Set<(reason: Error) => void>();
  const pending = new Map<number, PendingCall>();
  let stream: Promise<Duplex> | undefined;
  let nextId = 0;

  const drop = (of: Promise<Duplex>, reason: Error) => {
    if (stream !== of) return;
    stream = undefined;
    for (const call of [...pending.values()]) call.settle(reason);
    for (const listener of [...broken]) listener(reason);
  };

  const receive = (socket: Duplex, message: Record<string, unknown>) => {
    if (message.method === 'echo') {
      socket.write(JSON.stringify({ id: message.id, result: message.params, error: null }));
    } else if (typeof message.method === 'string') {
      const params = Array.isArray(message.params) ? message.params : [];
      for (const listener of [...notified]) listener(message.method, params);
    } else {
      const call = pending.get(message.id as number);
      if (message.error === null || message.error === undefined) call?.settle(null, message.result);
      else call?.settle(ovsdbError(`${where}: ${describe(message.error)}`));
    }
  };

  const connect = (): Promise<Duplex> => {
    const opening: Promise<Duplex> = open().then((socket) => {
      const json = createJsonStream();
      const lost = (cause?: unknown) => {
        drop(opening, ovsdbError(`${where}: the connection to the database broke`, cause));
        socket.destroy();
      };
      socket.on('data', (chunk: Buffer) => {
        try {
          for (const message of json.push(chunk)) receive(socket, message as Record<string, unknown>);
        } catch (error) {
          lost(error);
        }
      });
      socket.on('error', lost);
      socket.on('close', () => lost());
      socket.on('end', () => lost());
      return socket;
    });
    opening.catch(() => {
      if (stream === opening) stream = undefined;
    });
    return opening;
  };

  return {
    async call(method, params, options = {}) {
      const timeoutMs = options.timeoutMs ?? DEFAULT_CALL_TIMEOUT_MS;
      options.signal?.throwIfAborted();
      stream ??= connect();
      const socket = await stream;
      const id = nextId++;
      return new Promise((resolve, reject) => {
        const onAbort = () => pending.get(id)?.settle(abortReason(options.signal));
        const timer = setTimeout(
          () =>
            pending.get(id)?.settle(ovsdbError(`${where}: no answer to ${method} within ${timeoutMs} ms`)),
          timeoutMs,
        );
        pending.set(id, {
          settle(error, result) {
            pending.delete(id);
            clearTimeout(timer);
            options.signal?.removeEventListener('abort', onAbort);
            if (error === null) resolve(result);
            else reject(error);
          },
        });
        options.signal?.addEventListener('abort', onAbort, { once: true });
        socket.write(JSON.stringify({ method, params, id }));
      });
    },
    onNotification(listener) {
      notified.add(listener);
      return () => notified.delete(listener);
    },
    onBroken(listener) {
      broken.add(listener);
      return () => broken.delete(listener);
    },
    close() {
      const last = stream;
      if (last === undefined) return;
      drop(last, ovsdbError(`${where}: the connection to the database was closed`));
      last.then(
        (socket) => socket.destroy(),
        () => {},
      );
    },
  };
}

export function ovsdbError(detail: string, cause?: unknown): NetwrightError {
  return new NetwrightError(vimErrors.VIM_OVSDB_FAILED, detail, cause === undefined ? {} : { cause });
}

function describe(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  const { error: name, details } = error as { error?: unknown; details?: unknown };
  return details === undefined ? String(name ?? JSON.stringify(error)) : `${name}: ${details}`;
}

function abortReason(signal: AbortSignal | undefined): Error {
  const reason: unknown = signal?.reason;
  return reason instanceof Error ? reason : new Error('aborted', { cause: reason });
}
