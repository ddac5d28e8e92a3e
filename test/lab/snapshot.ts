/** The booted lab host, frozen: made once per image (a boot of half a minute and a save), restored for every run. */
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { artefact } from '#test/setup/cache.ts';
import { run } from '#test/setup/command.ts';
import { isAlive, type ProcessIdentity } from '#test/setup/process-identity.ts';
import { step } from '#test/setup/progress.ts';
import type { Toolchain } from '#test/setup/toolchain.ts';
import type { AcceleratorChoice } from './accelerator.ts';
import { bootState, consoleTail } from './console-watch.ts';
import type { LabImage } from './image.ts';
import { qemuArguments } from './qemu-command.ts';
import { endQemu, freePort, openMonitor, qemuLog, spawnQemu, waitForMonitor } from './qemu-process.ts';
import { connectUntil, execute } from './ssh.ts';

export const snapshotName = 'ready';
const bootTries = 3;
const bootTimeoutMs = 420_000;

/** Path of a qcow2 overlay that holds the snapshot; copy it, never run from it. `fresh` boots anew. */
export async function labSnapshot(
  image: LabImage,
  choice: AcceleratorChoice,
  tools: Toolchain,
  options: { readonly fresh?: boolean } = {},
): Promise<string> {
  const hardware = qemuArguments({
    ...{ accelerator: choice.accelerator, vmlinuz: image.vmlinuz, initramfs: image.initramfs },
    ...{ disk: '', sshPort: 0, consoleLog: '', qmpSocket: '' },
  });
  const folder = await artefact({
    name: 'lab-snapshot',
    inputs: [image.id, basename(tools.root), choice.cpuModel, ...hardware],
    label: 'lab: first boot',
    rebuild: options.fresh === true,
    build: async (target) => {
      const disk = join(target, 'disk.qcow2');
      for (let attempt = 1; ; attempt++) {
        const backing = ['-b', image.disk, '-F', 'raw'] as const;
        await run([tools.tool('qemu-img'), 'create', '-q', '-f', 'qcow2', ...backing, disk]);
        const state = await bootAndSave(image, choice, tools, target, disk);
        if (state === 'ready') return;
        const tail = consoleTail(await readFile(join(target, 'console.log'), 'utf8').catch(() => ''));
        if (state === 'broken' || attempt === bootTries) {
          throw new Error(
            `the lab host does not boot (${attempt} tries, last one ${state}); end of its console:\n${tail}`,
          );
        }
        process.stderr.write(`lab: the boot stands still, trying again (${attempt + 1} of ${bootTries})\n`);
      }
    },
  });
  return join(folder, 'disk.qcow2');
}

async function bootAndSave(
  image: LabImage,
  choice: AcceleratorChoice,
  tools: Toolchain,
  folder: string,
  disk: string,
): Promise<'ready' | 'stalled' | 'broken'> {
  const { vmlinuz, initramfs, identityFile, hostKeySha256 } = image;
  const sshPort = await freePort(23_100);
  const machine = { accelerator: choice.accelerator, vmlinuz, initramfs, disk, sshPort };
  const qemu = spawnQemu(tools, folder, machine, { outliveParent: false });
  try {
    await waitForMonitor(qemu, folder);
    const state = await step('lab:   booting', () => watchBoot(folder, qemu));
    if (state !== 'ready') return state;
    await step('lab:   saving snapshot', async () => {
      const target = { sshHost: '127.0.0.1', sshPort, user: 'root', identityFile, hostKeySha256 } as const;
      const client = await connectUntil(target, Date.now() + 60_000);
      // what sshd and the shell need is then in the snapshot's memory
      await execute(client, 'sync');
      client.end();
      await using monitor = await openMonitor(qemu);
      await monitor.monitor(`savevm ${snapshotName}`);
      await monitor.execute('quit').catch(() => {});
    });
    return 'ready';
  } finally {
    await endQemu(qemu);
  }
}

async function watchBoot(folder: string, qemu: ProcessIdentity): Promise<'ready' | 'stalled' | 'broken'> {
  const deadline = Date.now() + bootTimeoutMs;
  let length = 0;
  let grownAt = Date.now();
  while (Date.now() < deadline) {
    if (!isAlive(qemu)) throw new Error(`QEMU ended while the lab host booted: ${qemuLog(folder)}`);
    const text = await readFile(join(folder, 'console.log'), 'utf8').catch(() => '');
    if (text.length !== length) [length, grownAt] = [text.length, Date.now()];
    const state = bootState(text, Date.now() - grownAt);
    if (state !== 'booting') return state;
    await sleep(250);
  }
  return 'stalled';
}
