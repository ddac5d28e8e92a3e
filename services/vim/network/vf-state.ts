/** One virtual function as its PF and sysfs show it, and the record of who has it. */
import type { HostConnection } from '../host/connection.ts';

/** Settings an operator (or libvirt) makes through the PF. Rates in Mbit/s, 0 for none; VLAN 0 for none. */
export interface VfSettings {
  readonly mac: string;
  readonly vlanId: number;
  readonly qos: number;
  readonly spoofCheck: boolean;
  /** Null where the PF's driver does not know trust. */
  readonly trust: boolean | null;
  readonly minTxRate: number;
  readonly maxTxRate: number;
}

export interface VfRecord {
  readonly allocationId: string;
  readonly generation: number;
  readonly portId: string;
  readonly pfName: string;
  readonly vfIndex: number;
  /** What was there before, to be restored exactly. */
  readonly before: VfSettings & { readonly driver: string | null };
}

export interface VfState extends VfSettings {
  readonly pfName: string;
  readonly vfIndex: number;
  readonly address: string;
  readonly driver: string | null;
  /** The VF's network interface in the host's own namespace; null where it has none there. */
  readonly netdev: string | null;
  readonly record: VfRecord | null;
}

interface VfInfo {
  readonly vf: number;
  readonly address: string;
  readonly vlan_list?: readonly { readonly vlan?: number; readonly qos?: number }[];
  readonly rate?: { readonly max_tx?: number; readonly min_tx?: number };
  readonly spoofchk?: boolean;
  readonly trust?: boolean;
}

export const VF_FOLDER = '/var/lib/netwright/vf';

/** $1 PF, $2 VF index, $3 folder of records. Four lines: address, driver, netdev, record; then the PF as JSON. */
const READ_VF = `
device=$(readlink -f "/sys/class/net/$1/device/virtfn$2") && [ -d "$device" ] || exit 3
address=\${device##*/}
echo "$address"
if driver=$(readlink "$device/driver"); then echo "\${driver##*/}"; else echo; fi
for nic in "$device"/net/*; do if [ -e "$nic" ]; then echo "\${nic##*/}"; else echo; fi; break; done
if [ -e "$3/$address" ]; then tr -d '\\n' <"$3/$address"; fi
echo
ip -j link show dev "$1"
`;

/** Null where the PF has no VF of that index (or there is no such PF). */
export async function readVf(host: HostConnection, pfName: string, vfIndex: number): Promise<VfState | null> {
  const read = await host.script(READ_VF, [pfName, String(vfIndex), VF_FOLDER], { allowExitCodes: [0, 3] });
  if (read.exitCode === 3) return null;
  const [address = '', driver = '', netdev = '', record = '', ...json] = read.stdout.split('\n');
  const settings = parseVfSettings(json.join('\n'), vfIndex);
  if (settings === null) return null;
  return {
    ...settings,
    pfName,
    vfIndex,
    address,
    driver: driver === '' ? null : driver,
    netdev: netdev === '' ? null : netdev,
    record: record === '' ? null : (JSON.parse(record) as VfRecord),
  };
}

/** `linkJson` as `ip -j link show dev PF` prints it (iproute2 5.x and 6.x). */
export function parseVfSettings(linkJson: string, vfIndex: number): VfSettings | null {
  const [link] = JSON.parse(linkJson) as { vfinfo_list?: VfInfo[] }[];
  const info = link?.vfinfo_list?.find(({ vf }) => vf === vfIndex);
  if (info === undefined) return null;
  const [vlan] = info.vlan_list ?? [];
  return {
    mac: info.address.toLowerCase(),
    vlanId: vlan?.vlan ?? 0,
    qos: vlan?.qos ?? 0,
    spoofCheck: info.spoofchk ?? false,
    trust: info.trust ?? null,
    minTxRate: info.rate?.min_tx ?? 0,
    maxTxRate: info.rate?.max_tx ?? 0,
  };
}

/** The `ip link set PF vf N …` words that lead from one state to the other; empty where nothing differs. */
export function settingChanges(from: VfSettings, to: VfSettings): string[][] {
  const onOff = (value: boolean) => (value ? 'on' : 'off');
  const changes: (string[] | false)[] = [
    from.mac !== to.mac && ['mac', to.mac],
    (from.vlanId !== to.vlanId || from.qos !== to.qos) &&
      (to.vlanId === 0 ? ['vlan', '0'] : ['vlan', String(to.vlanId), 'qos', String(to.qos)]),
    from.spoofCheck !== to.spoofCheck && ['spoofchk', onOff(to.spoofCheck)],
    to.trust !== null && from.trust !== to.trust && ['trust', onOff(to.trust)],
    // Both rates in one call: the kernel refuses a minimum above the maximum in between.
    (from.minTxRate !== to.minTxRate || from.maxTxRate !== to.maxTxRate) && [
      ...['max_tx_rate', String(to.maxTxRate)],
      ...(from.minTxRate === to.minTxRate ? [] : ['min_tx_rate', String(to.minTxRate)]),
    ],
  ];
  return changes.filter((words) => words !== false);
}
