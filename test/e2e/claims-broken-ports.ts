/** Breaks promises about ports: what a PF says of a VF, where a VF is, what OVSDB says of a vhost-user port. */
import type { HostConnection } from '#vim/host/connection.ts';
import type { SriovVfPortSpec, VhostUserPortSpec, VnfcSpec } from '#vim/model.ts';
import type { BrokenClaim } from './broken-claim.ts';

const FOREIGN_MAC = '02:00:00:00:ba:d0';
const FOREIGN_VLAN = 200;

export function breakVf(
  host: HostConnection,
  kind: 'vf-assigned' | 'vf-mac' | 'vf-vlan' | 'vf-numa-local',
  vnfc: VnfcSpec,
  port: SriovVfPortSpec,
): Promise<BrokenClaim> {
  switch (kind) {
    case 'vf-assigned':
      return takeVfAway(host, vnfc, port);
    case 'vf-mac':
      return setVf(host, port, ['mac', FOREIGN_MAC], ['mac', port.mac]);
    case 'vf-vlan':
      return setVf(host, port, ['vlan', `${FOREIGN_VLAN}`], ['vlan', `${port.vlanId ?? 0}`]);
    case 'vf-numa-local':
      return claimOtherCell(host, vnfc, port);
    default:
      return kind satisfies never;
  }
}

type Setting = readonly [name: string, value: string];

async function setVf(
  host: HostConnection,
  port: SriovVfPortSpec,
  wrong: Setting,
  right: Setting,
): Promise<BrokenClaim> {
  const set = (setting: Setting) =>
    host.exec(['ip', 'link', 'set', 'dev', port.pfName, 'vf', `${port.vfIndex}`, ...setting]);
  await set(wrong);
  return {
    what: `${wrong.join(' ')} set for VF ${port.vfIndex} of ${port.pfName}`,
    restore: async () => void (await set(right)),
  };
}

/** Firmware's word is overwritten, since neither a NIC nor RAM pinned by VFIO can be moved. Taints the kernel. */
async function claimOtherCell(
  host: HostConnection,
  vnfc: VnfcSpec,
  port: SriovVfPortSpec,
): Promise<BrokenClaim> {
  const write = (cell: number) =>
    host.script('printf %s "$2" >"/sys/bus/pci/devices/$1/numa_node"', [port.vfAddress, `${cell}`]);
  const wrong = vnfc.cell === 0 ? 1 : 0;
  await write(wrong);
  return {
    what: `numa_node of ${port.vfAddress} set to ${wrong}`,
    restore: async () => void (await write(vnfc.cell)),
  };
}

/** $1 domain, $2 MAC, $3 file that keeps the device's XML for the way back, $4 driver expected after. */
const DETACH = `
virsh -c qemu:///system dumpxml "$1" | awk -v mac="$2" '
  /<interface/ { text = ""; inside = 1; found = 0 }
  inside { text = text $0 "\\n"; if (index($0, mac)) found = 1 }
  /<\\/interface>/ { if (found) printf "%s", text; inside = 0 }' >"$3"
[ -s "$3" ] || { echo "domain $1 has no interface with MAC $2" >&2; exit 1; }
virsh -c qemu:///system detach-device "$1" "$3" --live || exit 1
for attempt in $(seq 60); do
  virsh -c qemu:///system dumpxml "$1" | grep -q "$2" || exit 0
  sleep 0.5
done
echo "the guest did not let go of the VF" >&2
exit 1
`;

/** $1 domain, $2 file with the device's XML. */
const ATTACH = 'virsh -c qemu:///system attach-device "$1" "$2" --live && rm -f "$2"';

/** The VF is hot-unplugged from the guest, and plugged in again to restore. */
async function takeVfAway(host: HostConnection, vnfc: VnfcSpec, port: SriovVfPortSpec): Promise<BrokenClaim> {
  const file = `/tmp/taken-${port.vfAddress}.xml`;
  await host.script(DETACH, [vnfc.domainName, port.mac, file], { timeoutMs: 60_000 });
  return {
    what: `VF ${port.vfAddress} detached from ${vnfc.domainName}`,
    async restore() {
      await host.script(ATTACH, [vnfc.domainName, file], { timeoutMs: 60_000 });
      // libvirt sets MAC and VLAN of an interface only; a plain hostdev got them from elsewhere.
      const vf = ['ip', 'link', 'set', 'dev', port.pfName, 'vf', `${port.vfIndex}`] as const;
      await host.exec([...vf, 'mac', port.mac]);
      await host.exec([...vf, 'vlan', `${port.vlanId ?? 0}`]);
    },
  };
}

/**
 * The port's row is pointed at another socket. OVS 3.1 keeps the connection it has (a vhost-user client's path is
 * set once), so traffic goes on; the next restart of the switch would lose the guest.
 */
export async function breakVhostUserPort(
  host: HostConnection,
  port: VhostUserPortSpec,
): Promise<BrokenClaim> {
  const point = (path: string) =>
    host.exec(['ovs-vsctl', 'set', 'Interface', port.portName, `options:vhost-server-path="${path}"`]);
  const wrong = `${port.socketPath}-wrong`;
  await point(wrong);
  return {
    what: `vhost-server-path of ${port.portName} set to ${wrong}`,
    restore: async () => void (await point(port.socketPath)),
  };
}
