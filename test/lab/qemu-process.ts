/** Starting and ending the lab's QEMU: a process of its own that outlives the one that started it. */
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { identityOf, isAlive, type ProcessIdentity, signal } from '#test/setup/process-identity.ts';
import type { Toolchain } from '#test/setup/toolchain.ts';
import { type LabMachine, qemuArguments } from './qemu-command.ts';
import { connectQmp, type Qmp } from './qmp.ts';

const qmpSocket = 'qmp';

/** Starts QEMU in `folder` (monitor socket, `console.log` and `qemu.log` are there) and returns once it runs. */
export async function startQemu(
  tools: Toolchain,
  folder: string,
  machine: Omit<LabMachine, 'qmpSocket' | 'consoleLog'>,
): Promise<ProcessIdentity> {
  await rm(join(folder, qmpSocket), { force: true });
  const log = openSync(join(folder, 'qemu.log'), 'w');
  const args = qemuArguments({ ...machine, qmpSocket, consoleLog: join(folder, 'console.log') });
  // nice: on two cores the emulated CPUs would else starve the servers under test
  const child = spawn('nice', ['-n', '5', tools.tool('qemu-system-x86_64'), ...args], {
    cwd: folder,
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  child.unref();
  const identity = child.pid === undefined ? undefined : identityOf(child.pid);
  if (identity === undefined) throw new Error(`QEMU did not start: ${qemuLog(folder)}`);
  const deadline = Date.now() + 120_000;
  for (;;) {
    if (!isAlive(identity)) throw new Error(`QEMU ended at once: ${qemuLog(folder)}`);
    try {
      // answers as soon as QEMU has set up the machine (and has read the snapshot, if any)
      await using monitor = await openMonitor(identity);
      await monitor.execute('query-status');
      return identity;
    } catch (error) {
      if (Date.now() > deadline) {
        await endQemu(identity);
        throw new Error(`QEMU's monitor does not answer: ${qemuLog(folder)}`, { cause: error });
      }
      await sleep(100);
    }
  }
}

export function qemuLog(folder: string): string {
  return readFileSync(join(folder, 'qemu.log'), 'utf8').trim().slice(-2000) || '(its log is empty)';
}

/** Through the process's own working directory: short enough for a socket address wherever the cache is. */
export function openMonitor(qemu: ProcessIdentity): Promise<Qmp> {
  return connectQmp(`/proc/${qemu.pid}/cwd/${qmpSocket}`);
}

/** Ends exactly that process: SIGTERM, after 5 s SIGKILL; returns when it is gone. */
export async function endQemu(qemu: ProcessIdentity): Promise<void> {
  for (const [name, waitMs] of [
    ['SIGTERM', 5_000],
    ['SIGKILL', 10_000],
  ] as const) {
    if (!signal(qemu, name)) return;
    const deadline = Date.now() + waitMs;
    while (Date.now() < deadline) {
      if (!isAlive(qemu)) return;
      await sleep(50);
    }
  }
  throw new Error(`process ${qemu.pid} (QEMU of the lab) survives SIGKILL`);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** `preferred` on 127.0.0.1, or the next free port above it. */
export async function freePort(preferred: number): Promise<number> {
  for (let port = preferred; port < preferred + 200; port++) if (await isFree(port)) return port;
  throw new Error(`no free port on 127.0.0.1 between ${preferred} and ${preferred + 199}`);
}
