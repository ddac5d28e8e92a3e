/**
 * Whether KVM works here. `/dev/kvm` may open, and even create a VM, on machines where every guest then fails, so
 * a guest is really started. It must also see hardware virtualisation itself: the lab host is to run KVM guests.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from '#test/setup/cache.ts';
import { CommandError, run } from '#test/setup/command.ts';
import { step } from '#test/setup/progress.ts';
import { type Toolchain, toolchain } from '#test/setup/toolchain.ts';
import type { LabImage } from './image.ts';
import { type Accelerator, processorArguments } from './qemu-command.ts';

export interface AcceleratorChoice {
  readonly accelerator: Accelerator;
  /** Why, in a sentence for the operator. */
  readonly reason: string;
  /** What a snapshot depends on besides the command line: it cannot be loaded on another CPU under KVM. */
  readonly cpuModel: string;
}

/** The choice for this machine; tried once per boot of the machine and remembered in the cache. */
export async function chooseAccelerator(image: LabImage): Promise<AcceleratorChoice> {
  if (!existsSync('/dev/kvm')) return tcg('there is no /dev/kvm');
  const bootId = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
  const memory = cacheFolder('labs', 'accelerator.json');
  const key = `${bootId} ${image.id}`;
  const known = await readFile(memory, 'utf8')
    .then((text) => JSON.parse(text) as { key: string; choice: AcceleratorChoice })
    .catch(() => undefined);
  if (known?.key === key) return known.choice;
  const tools = await toolchain();
  const choice = await step('lab: trying KVM', () => tryKvm(image, tools));
  await mkdir(cacheFolder('labs'), { recursive: true });
  await writeFile(memory, JSON.stringify({ key, choice }));
  return choice;
}

function tcg(reason: string): AcceleratorChoice {
  return { accelerator: 'tcg', reason, cpuModel: 'emulated' };
}

/** Starts a guest of 256 MiB whose first program reports and reboots, which ends QEMU (-no-reboot). */
async function tryKvm(image: LabImage, tools: Toolchain): Promise<AcceleratorChoice> {
  const console = cacheFolder('labs', `kvm-trial-${process.pid}.log`);
  await mkdir(cacheFolder('labs'), { recursive: true });
  const args = [
    ...[
      ...processorArguments('kvm'),
      '-m',
      '256M',
      '-display',
      'none',
      '-vga',
      'none',
      '-nic',
      'none',
      '-no-reboot',
    ],
    ...['-kernel', image.vmlinuz, '-initrd', image.initramfs, '-append', 'console=ttyS0 panic=-1 lab.probe'],
    ...['-serial', `file:${console.replaceAll(',', ',,')}`],
  ];
  try {
    await run([join(tools.bin, 'qemu-system-x86_64'), ...args], { timeoutMs: 20_000 });
    const nested = /lab: probe ended, nested=(\w+)/.exec(await readFile(console, 'utf8'))?.[1];
    if (nested === undefined) return tcg('a KVM guest starts, but does not get as far as its first program');
    if (nested === 'none')
      return tcg('KVM works, but without nesting: guests of the lab host would have no KVM');
    const cpuModel = /^model name\s*: (.*)$/m.exec(await readFile('/proc/cpuinfo', 'utf8'))?.[1] ?? 'unknown';
    return { accelerator: 'kvm', reason: `a KVM guest runs and sees ${nested}`, cpuModel };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    const line = error.stderr.trim().split('\n')[0] ?? '';
    return tcg(`a guest does not run under KVM${line === '' ? '' : ` (${line})`}`);
  } finally {
    await rm(console, { force: true });
  }
}
