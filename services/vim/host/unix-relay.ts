/**
 * A unix socket on this machine that leads to somewhere else: for C libraries that can only dial a path. It lies in
 * a private folder (0700) and is gone with its owner, or, where that was killed, with the next relay made here.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';

export interface UnixRelay {
  readonly path: string;
  /** Cuts every stream that runs through; the socket goes on listening. */
  cut(): void;
  close(): Promise<void>;
}

const PREFIX = 'netwright-relay-';
const open = new Set<string>();
let sweeping = false;

/** Listens at a fresh path; each connection made to it gets its own `dial()`. */
export async function createUnixRelay(dial: () => Promise<Duplex>): Promise<UnixRelay> {
  sweepOnce();
  const folder = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
  open.add(folder);
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    sockets.add(near);
    near.on('close', () => sockets.delete(near));
    near.on('error', () => near.destroy());
    dial().then(
      (far) => {
        far.on('error', () => near.destroy());
        far.on('close', () => near.destroy());
        near.on('close', () => far.destroy());
        if (near.destroyed) far.destroy();
        else near.pipe(far).pipe(near);
      },
      () => near.destroy(),
    );
  });
  const path = join(folder, 's');
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  // A relay alone is no reason for the process to stay.
  server.unref();
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    path,
    cut,
    close: async () => {
      cut();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      remove(folder);
    },
  };
}

function remove(folder: string): void {
  open.delete(folder);
  rmSync(folder, { recursive: true, force: true });
}

/** Once per process: folders of processes that are gone are removed, and ours will be at exit. */
function sweepOnce(): void {
  if (sweeping) return;
  sweeping = true;
  process.on('exit', () => {
    for (const folder of open) remove(folder);
  });
  for (const name of readdirSync(tmpdir())) {
    const pid = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    try {
      rmSync(join(tmpdir(), name), { recursive: true, force: true });
    } catch {
      // Another user's: not ours to remove.
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
