/**
 * The lab: one compute host in QEMU, given pristine to whoever starts it. It runs on when its owner ends, until it
 * is stopped or started anew.
 */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from 'ssh2';
import { cacheFolder } from '#test/setup/cache.ts';
import { run } from '#test/setup/command.ts';
import { withLock } from '#test/setup/lock.ts';
import { identityOf, isAlive, type ProcessIdentity } from '#test/setup/process-identity.ts';
import { step } from '#test/setup/progress.ts';
import { SetupError } from '#test/setup/setup-error.ts';
import { type Toolchain, toolchain } from '#test/setup/toolchain.ts';
import { chooseAccelerator } from './accelerator.ts';
import { type LabImage, labImage } from './image.ts';
import { type LabState, labFolder, readState, writeState } from './lab-state.ts';
import { endQemu, freePort, spawnQemu, waitForMonitor } from './qemu-process.ts';
import { labSnapshot, snapshotName } from './snapshot.ts';
import { connectUntil, execute, type SshResult, type SshTarget } from './ssh.ts';

export interface LabOptions {
  /** Labs of different names run side by side; default `default`. */
  readonly name?: string;
  /** Default 23022; the next free port when taken. */
  readonly sshPort?: number;
  /** True: boot anew and save a new snapshot. */
  readonly fresh?: boolean;
}

export interface Lab extends SshTarget {
  readonly name: string;
  readonly accelerator: string;
  readonly consoleLog: string;
  /** Runs a shell command line as root on the lab host. */
  ssh(command: string): Promise<SshResult>;
  /** Gives the lab up: it runs on, and the next process may take it. */
  release(): Promise<void>;
  /** Ends the lab. */
  stop(): Promise<void>;
}

const readyWithinMs = 90_000;

/** A lab in its first state, restored from the snapshot, which is made first if need be. One that runs is ended. */
export async function startLab(options: LabOptions = {}): Promise<Lab> {
  const name = options.name ?? 'default';
  const self = identityOf(process.pid);
  if (self === undefined) throw new Error('/proc is not mounted');
  return withLock(cacheFolder('locks', `lab-${name}.lock`), `starting the lab "${name}"`, async () => {
    const running = await readState(name);
    const owner = running?.owner ?? null;
    if (owner !== null && owner.pid !== self.pid && isAlive(owner)) {
      throw new SetupError(
        `The lab "${name}" is in use by process ${owner.pid}. Wait for it, or start one of another name.`,
      );
    }
    const tools = await toolchain();
    const image = await labImage();
    const choice = await chooseAccelerator(image);
    const snapshot = await labSnapshot(image, choice, tools, { fresh: options.fresh === true });
    // not `loadvm` in the running QEMU: its clock never goes back, so the guest's would jump by the time since
    if (running !== undefined) await endQemu(running.qemu);
    if (choice.accelerator === 'tcg') process.stderr.write(`lab: emulated CPU, because ${choice.reason}\n`);
    const port = await freePort(options.sshPort ?? 23_022);
    const wanted = { snapshot, accelerator: choice.accelerator, image, port, self, tools };
    return step('lab: restoring', () =>
      restore(name, wanted).catch((error: unknown) => {
        process.stderr.write(`lab: it did not come back (${String(error)}), trying again\n`);
        return stopLab(name).then(() => restore(name, wanted));
      }),
    );
  });
}

interface Restore {
  readonly snapshot: string;
  readonly accelerator: 'kvm' | 'tcg';
  readonly image: LabImage;
  readonly port: number;
  readonly self: ProcessIdentity;
  readonly tools: Toolchain;
}

async function restore(name: string, options: Restore): Promise<Lab> {
  const { snapshot, accelerator, image, port, self, tools } = options;
  const folder = labFolder(name);
  const disk = join(folder, 'disk.qcow2');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await rm(join(folder, 'state.json'), { force: true });
  await run(['cp', '--reflink=auto', '--sparse=always', '--', snapshot, disk]);
  const { vmlinuz, initramfs, identityFile, hostKeySha256 } = image;
  const machine = { accelerator, vmlinuz, initramfs, disk, sshPort: port, snapshot: snapshotName };
  const qemu = spawnQemu(tools, folder, machine, { outliveParent: true });
  const state: LabState = {
    qemu,
    owner: self,
    sshPort: port,
    snapshot,
    accelerator,
    identityFile,
    hostKeySha256,
  };
  await writeState(name, state);
  await waitForMonitor(qemu, folder);
  return open(name, state);
}

/** Logs in, which proves that the host lives, and sets its clock, which stood still since the snapshot. */
async function open(name: string, state: LabState): Promise<Lab> {
  const target: SshTarget = {
    ...{ sshHost: '127.0.0.1', sshPort: state.sshPort, user: 'root' },
    ...{ identityFile: state.identityFile, hostKeySha256: state.hostKeySha256 },
  };
  let client: Client | undefined = await connectUntil(target, Date.now() + readyWithinMs);
  const forget = (): void => {
    client = undefined;
  };
  client.once('close', forget);
  const ssh = async (command: string): Promise<SshResult> => {
    if (client === undefined) {
      client = await connectUntil(target, Date.now() + readyWithinMs);
      client.once('close', forget);
    }
    return execute(client, command);
  };
  const clock = await ssh(`date -s @${(Date.now() / 1000).toFixed(3)}`);
  if (clock.exitCode !== 0) throw new Error(`cannot set the lab host's clock: ${clock.stderr}`);
  return {
    ...target,
    name,
    accelerator: state.accelerator,
    consoleLog: join(labFolder(name), 'console.log'),
    ssh,
    release: async () => {
      client?.end();
      const state = await readState(name);
      if (state?.owner?.pid === process.pid) await writeState(name, { ...state, owner: null });
    },
    stop: async () => {
      client?.end();
      await stopLab(name);
    },
  };
}

/** Joins a lab that runs, as it is; undefined when there is none. */
export async function joinLab(name = 'default'): Promise<Lab | undefined> {
  const state = await readState(name);
  return state === undefined ? undefined : open(name, state);
}

/** Ends a lab; one that does not run is fine. False when there was nothing to end. */
export async function stopLab(name = 'default'): Promise<boolean> {
  const state = await readState(name);
  if (state !== undefined) await endQemu(state.qemu);
  await rm(join(labFolder(name), 'state.json'), { force: true });
  return state !== undefined;
}
