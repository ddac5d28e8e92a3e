/**
 * Restarts a VM with another definition, as an impatient operator would with `virsh edit`: the only way to another
 * number of vCPUs or another amount of RAM, neither of which a running guest of ours can change.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { HostConnection } from '#vim/host/connection.ts';
import type { VnfcSpec } from '#vim/model.ts';
import type { BrokenClaim } from './broken-claim.ts';

const VIRSH = ['virsh', '-c', 'qemu:///system'] as const;
const BOOT_DEADLINE_MS = 150_000;

/** One vCPU more, or half the RAM; then waits until the guest serves its ports again. */
export async function restartWith(
  host: HostConnection,
  vnfc: VnfcSpec,
  kind: 'vcpu-count' | 'memory-size',
): Promise<BrokenClaim> {
  const original = (await host.exec([...VIRSH, 'dumpxml', vnfc.domainName, '--inactive', '--security-info']))
    .stdout;
  const changed = kind === 'vcpu-count' ? withOneVcpuMore(original, vnfc) : withHalfTheMemory(original, vnfc);
  if (changed === original) throw new Error(`the definition of ${vnfc.domainName} could not be changed`);
  await restart(host, vnfc, changed);
  return {
    what: `${vnfc.domainName} restarted with ${kind === 'vcpu-count' ? 'one vCPU more' : 'half the memory'}`,
    restore: () => restart(host, vnfc, original),
  };
}

function withOneVcpuMore(xml: string, vnfc: VnfcSpec): string {
  const { vcpuCount } = vnfc;
  return xml
    .replace(/(<vcpu\b[^>]*>)\d+(<\/vcpu>)/, `$1${vcpuCount + 1}$2`)
    .replace(/<topology [^>]*\/>/, `<topology sockets='${vcpuCount + 1}' dies='1' cores='1' threads='1'/>`)
    .replace(/(<cell id='0' cpus=')[^']*(')/, `$10-${vcpuCount}$2`);
}

/** Memory, current memory and the guest's cell, all in the KiB libvirt prints. */
function withHalfTheMemory(xml: string, vnfc: VnfcSpec): string {
  const kib = vnfc.memoryMiB * 1024;
  return xml
    .replaceAll(new RegExp(`(<(?:memory|currentMemory) unit='KiB'>)${kib}<`, 'g'), `$1${kib / 2}<`)
    .replaceAll(new RegExp(`(<cell [^>]*memory=')${kib}(' unit='KiB')`, 'g'), `$1${kib / 2}$2`);
}

/** $1 domain; its new definition comes on standard input. */
const RESTART = `
definition=$(mktemp) && cat >"$definition" || exit 1
virsh -c qemu:///system destroy "$1" >/dev/null
virsh -c qemu:///system define "$definition" >/dev/null || exit 1
rm -f "$definition"
timeout 60 virsh -c qemu:///system start "$1"
`;

async function restart(host: HostConnection, vnfc: VnfcSpec, xml: string): Promise<void> {
  await host.script(RESTART, [vnfc.domainName], { stdin: xml, timeoutMs: 90_000 });
  const ports = vnfc.ports.flatMap((port) => (port.kind === 'vhost-user' ? [port.portName] : []));
  const deadline = Date.now() + BOOT_DEADLINE_MS;
  for (const port of ports) {
    while (!(await isConnected(host, port))) {
      if (Date.now() > deadline) throw new Error(`${port} of ${vnfc.domainName} did not connect again`);
      await sleep(1_000);
    }
  }
}

async function isConnected(host: HostConnection, portName: string): Promise<boolean> {
  const status = await host.exec(['ovs-vsctl', 'get', 'Interface', portName, 'status']);
  return /status="?connected/.test(status.stdout) && status.stdout.includes('num_of_vrings');
}
