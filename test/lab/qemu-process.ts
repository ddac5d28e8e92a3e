/** Starting and ending the lab's QEMU: a process of its own that outlives the one that started it. */
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { identityOf, isAlive, type ProcessIdentity, signal } from '#test/setup/process-identity.ts';
import type { Toolchain } from '#test/setup/toolchain.ts';
import { type LabMachine, qemuArguments } from './qemu-command.ts';
import { connectQmp, type Qmp } from './qmp.ts';

const qmpSocket = 'qmp';

/**
 * Starts QEMU in `folder`; its monitor socket, `console.log` and `qemu.log` are there. Record the identity before
 * anything else can fail. With `outliveParent: false` the kernel ends it together with this process.
 */
export function spawnQemu(
  tools: Toolchain,
  folder: string,
  machine: Omit<LabMachine, 'qmpSocket' | 'consoleLog'>,
  options: { readonly outliveParent: boolean },
): ProcessIdentity {
  rmSync(join(folder, qmpSocket), { force: true });
  const log = openSync(join(folder, 'qemu.log'), 'w');
  const args = qemuArguments({ ...machine, qmpSocket, consoleLog: join(folder, 'console.log') });
  // nice: on two cores the emulated CPUs would else starve the servers under test
  const nice = ['nice', '-n', '5', tools.tool('qemu-system-x86_64'), ...args];
  const [program = '', ...rest] = options.outliveParent ? nice : ['setpriv', '--pdeathsig', 'KILL', ...nice];
  const child = spawn(program, rest, { cwd: folder, detached: true, stdio: ['ignore', log, log] });
  child.on('error', () => {});
  closeSync(log);
  child.unref();
  const identity = child.pid === undefined ? undefined : identityOf(child.pid);
  if (identity === undefined) throw new Error(`QEMU did not start: ${qemuLog(folder)}`);
  return identity;
}

/** Returns when QEMU has set up the machine and read the snapshot, if any; it answers its monitor from then on. */
export async function waitForMonitor(qemu: ProcessIdentity, folder: string): Promise<void> {
  const deadline = Date.now() + 120_000;
  for (;;) {
    if (!isAlive(qemu)) throw new Error(`QEMU ended at once: ${qemuLog(folder)}`);
    try {
      await using monitor = await openMonitor(qemu);
      await monitor.execute('query-status');
      return;
    } catch (error) {
      if (Date.now() > deadline) {
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
