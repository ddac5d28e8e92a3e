/** Breaks promises about a running VM: its CPUs, its memory's cell, the bytes of its image. */
import type { HostConnection } from '#vim/host/connection.ts';
import type { VnfcSpec } from '#vim/model.ts';
import { openBaseImage } from '#vim/proof/image-reading.ts';
import { readVnfcProcess } from '#vim/proof/vnfc-reading.ts';
import type { BrokenClaim } from './broken-claim.ts';

const VIRSH = ['virsh', '-c', 'qemu:///system'] as const;

/** vCPU 0 goes to the emulator's CPU. By libvirt, because the vCPU's cgroup forbids `taskset` any other CPU. */
export async function moveVcpu(host: HostConnection, vnfc: VnfcSpec): Promise<BrokenClaim> {
  const home = vnfc.vcpuPins?.[0];
  if (home === undefined) throw new Error('the VNFC has no pinned vCPU');
  const away = otherCpu(vnfc.emulatorCpus, [home]);
  const pin = (cpu: number) => host.exec([...VIRSH, 'vcpupin', vnfc.domainName, '0', `${cpu}`, '--live']);
  await pin(away);
  return {
    what: `vCPU 0 of ${vnfc.domainName} pinned to CPU ${away} instead of ${home}`,
    restore: async () => void (await pin(home)),
  };
}

/** The emulator threads go to the first vCPU's CPU. */
export async function moveEmulator(host: HostConnection, vnfc: VnfcSpec): Promise<BrokenClaim> {
  const away = otherCpu(vnfc.vcpuPins ?? vnfc.sharedCpus, vnfc.emulatorCpus);
  const pin = (cpus: string) => host.exec([...VIRSH, 'emulatorpin', vnfc.domainName, cpus, '--live']);
  await pin(`${away}`);
  return {
    what: `emulator threads of ${vnfc.domainName} pinned to CPU ${away}`,
    restore: async () => void (await pin(vnfc.emulatorCpus.join(','))),
  };
}

function otherCpu(candidates: readonly number[], not: readonly number[]): number {
  const found = candidates.find((cpu) => !not.includes(cpu));
  if (found === undefined) throw new Error(`no CPU among ${candidates.join(',')} but ${not.join(',')}`);
  return found;
}

/** The kernel is told to move the guest's RAM to another cell; that cell needs as many free pages. */
export async function migrateMemory(host: HostConnection, vnfc: VnfcSpec): Promise<BrokenClaim> {
  if (vnfc.ports.some((port) => port.kind === 'sriov-vf')) {
    throw new Error('VFIO pins the RAM of a VNFC with a VF; take one without');
  }
  const { pid } = await readVnfcProcess(host, vnfc, AbortSignal.timeout(60_000));
  const nodes = await host.script('ls -d /sys/devices/system/node/node[0-9]* | sed "s/.*node//"');
  const away = nodes.stdout
    .split('\n')
    .filter(Boolean)
    .find((node) => Number(node) !== vnfc.cell);
  if (away === undefined) throw new Error('the host has one cell only');
  const move = (from: string, to: string) =>
    host.exec(['migratepages', `${pid}`, from, to], { timeoutMs: 120_000 });
  await move(`${vnfc.cell}`, away);
  return {
    what: `RAM of ${vnfc.domainName} moved from cell ${vnfc.cell} to cell ${away}`,
    restore: async () => void (await move(away, `${vnfc.cell}`)),
  };
}

/** One byte is appended to the base image: another file, yet harmless for guests that run from it. */
export async function changeImage(host: HostConnection, vnfc: VnfcSpec): Promise<BrokenClaim> {
  const image = openBaseImage(await readVnfcProcess(host, vnfc, AbortSignal.timeout(60_000)));
  await host.script('printf x >>"$1"', [image.path]);
  return {
    what: `one byte appended to ${image.path}`,
    restore: async () => void (await host.exec(['truncate', '-s', `${image.sizeBytes}`, image.path])),
  };
}
