/**
 * What several claims of one host share, in one round trip: every guest's vCPU threads, the switch's polling threads,
 * its Interface rows, connected unix sockets, huge page pools, and what each physical NIC says about its VFs.
 */

import { parseCpuList, parseCpuMask } from '../cpu-list.ts';
import type { HostConnection } from '../host/connection.ts';
import { linesOf, parseSections, SECTION_PRELUDE, type Sections } from '../host/sections.ts';
import { asList, asRecord } from './json.ts';
import { type InterfaceRow, parseInterfaceRows } from './ovs-rows.ts';
import type { ThreadReading } from './vnfc-reading.ts';

/** Arguments: `pf:NAME` and `vf:PCI-ADDRESS`, any number. */
const SCRIPT = `${SECTION_PRELUDE}
affinity() {
  grep -HE '^(Name|Cpus_allowed_list):' "$@" /dev/null 2>/dev/null |
    awk -F '\\t' '{ split($1, part, "/") } $1 ~ /:Name:$/ { name = $2 }
         $1 ~ /:Cpus_allowed_list:$/ { print part[3] "\\t" part[5] "\\t" name "\\t" $2 }'
}
threads_named() {
  set -- $(grep -lE "$1" /proc/[0-9]*/task/*/comm 2>/dev/null | sed 's/comm$/status/')
  [ $# -eq 0 ] || affinity "$@"
  return 0
}
sockets() { awk '$8 != "" { print $4 "\\t" $6 "\\t" $7 "\\t" $8 }' /proc/net/unix; }
pools() {
  for pool in /sys/devices/system/node/node[0-9]*/hugepages/hugepages-*kB; do
    printf '%s\\t%s\\t%s\\n' "$pool" "$(cat "$pool/nr_hugepages")" "$(cat "$pool/free_hugepages")"
  done
}
virtual_functions() {
  for link in "/sys/class/net/$1/device/"virtfn*; do
    [ ! -L "$link" ] || printf '%s\\t%s\\n' "\${link##*/virtfn}" "$(basename "$(readlink "$link")")"
  done
}
function_facts() {
  device=/sys/bus/pci/devices/$1
  [ -d "$device" ] || { echo "no PCI device $1"; return 1; }
  printf 'numaNode\\t%s\\n' "$(cat "$device/numa_node")"
  for link in driver iommu_group physfn; do
    printf '%s\\t%s\\n' "$link" "$(basename "$(readlink "$device/$link")")"
  done
}
section vcpu-threads '/proc/*/task/*/status' threads_named '^CPU [0-9]+/'
section pmd-threads 'ovs-vswitchd /proc/*/task/*/status' threads_named '^pmd'
section pmd-mask 'OVSDB Open_vSwitch other_config:pmd-cpu-mask' ovs-vsctl --if-exists get Open_vSwitch . other_config:pmd-cpu-mask
section interfaces 'OVSDB Interface' ovs-vsctl --format=json --columns=name,type,options,status,ofport,error,link_state list Interface
section sockets /proc/net/unix sockets
section cell-cpus '/sys/devices/system/node/node*/cpulist' grep -H . /dev/null /sys/devices/system/node/node[0-9]*/cpulist
section pools '/sys/devices/system/node/node*/hugepages' pools
for argument in "$@"; do
  subject=\${argument#??:}
  case $argument in
    pf:*) section "pf $subject" "ip link show $subject" ip -j link show dev "$subject"
          section "functions $subject" "/sys/class/net/$subject/device/virtfn*" virtual_functions "$subject" ;;
    vf:*) section "vf $subject" "/sys/bus/pci/devices/$subject" function_facts "$subject" ;;
  esac
done
`;

export interface ProcessThread extends ThreadReading {
  readonly pid: number;
}

export interface UnixSocket {
  readonly inode: string;
  readonly path: string;
  readonly state: 'listening' | 'connected' | 'other';
}

export interface PagePool {
  readonly cell: number;
  readonly sizeKiB: number;
  readonly total: number;
  readonly free: number;
}

/** A VF as its PF reports it. */
export interface VfSettings {
  readonly mac: string;
  readonly vlanIds: readonly number[];
}

export interface VfDevice {
  readonly numaNode: number;
  readonly driver: string | null;
  readonly iommuGroup: string | null;
}

export interface HostReading {
  vcpuThreads(): readonly ProcessThread[];
  pmdThreads(): readonly ProcessThread[];
  pmdMask(): readonly number[];
  interfaceRow(name: string): InterfaceRow | undefined;
  sockets(): readonly UnixSocket[];
  pools(): readonly PagePool[];
  /** CPUs by cell. */
  cellCpus(): ReadonlyMap<number, readonly number[]>;
  /** By VF index; VIM_COMMAND_FAILED where there is no such PF. */
  vfSettings(pfName: string): ReadonlyMap<number, VfSettings>;
  /** PCI address by VF index. */
  vfAddresses(pfName: string): ReadonlyMap<number, string>;
  vfDevice(address: string): VfDevice;
}

/** Reads the host once for the given PFs and VFs. Single readings that fail do so when they are asked for. */
export async function readHostFacts(
  host: HostConnection,
  subjects: { readonly pfNames: Iterable<string>; readonly vfAddresses: Iterable<string> },
  signal: AbortSignal,
): Promise<HostReading> {
  const args = [
    ...[...new Set(subjects.pfNames)].map((name) => `pf:${name}`),
    ...[...new Set(subjects.vfAddresses)].map((address) => `vf:${address}`),
  ];
  const result = await host.script(SCRIPT, args, { signal, timeoutMs: 60_000 });
  return hostReading(parseSections(result.stdout));
}

export function hostReading(sections: Sections): HostReading {
  return {
    vcpuThreads: () => linesOf(sections.need('vcpu-threads')).map(parseThread),
    pmdThreads: () => linesOf(sections.need('pmd-threads')).map(parseThread),
    pmdMask: () => parseCpuMask(sections.need('pmd-mask').text),
    interfaceRow: (name) =>
      parseInterfaceRows(sections.need('interfaces').text).find((row) => row.name === name),
    sockets: () => linesOf(sections.need('sockets')).map(parseSocket),
    pools: () => linesOf(sections.need('pools')).map(parsePool),
    cellCpus: () =>
      new Map(
        linesOf(sections.need('cell-cpus')).map((line) => {
          const [, cell = '', cpus = ''] = /node(\d+)\/cpulist:(.*)$/.exec(line) ?? [];
          return [Number(cell), parseCpuList(cpus)];
        }),
      ),
    vfSettings: (pfName) => parseVfSettings(sections.need(`pf ${pfName}`).text),
    vfAddresses: (pfName) =>
      new Map(
        linesOf(sections.need(`functions ${pfName}`)).map((line) => {
          const [index = '', address = ''] = line.split('\t');
          return [Number(index), address];
        }),
      ),
    vfDevice: (address) => {
      const facts = new Map(
        linesOf(sections.need(`vf ${address}`)).map((line) => line.split('\t') as [string, string]),
      );
      return {
        numaNode: Number(facts.get('numaNode')),
        driver: facts.get('driver') || null,
        iommuGroup: facts.get('iommu_group') || null,
      };
    },
  };
}

function parseThread(line: string): ProcessThread {
  const [pid = '', tid = '', name = '', cpus = ''] = line.split('\t');
  return { pid: Number(pid), tid: Number(tid), name, cpus: parseCpuList(cpus) };
}

/** Flags (0x10000 = listening), state (3 = connected), inode, path as /proc/net/unix has them. */
function parseSocket(line: string): UnixSocket {
  const [flags = '', state = '', inode = '', path = ''] = line.split('\t');
  const listening = (Number.parseInt(flags, 16) & 0x10000) !== 0;
  return { inode, path, state: listening ? 'listening' : state === '03' ? 'connected' : 'other' };
}

function parsePool(line: string): PagePool {
  const [path = '', total = '', free = ''] = line.split('\t');
  const [, cell = '', size = ''] = /node(\d+)\/hugepages\/hugepages-(\d+)kB$/.exec(path) ?? [];
  return { cell: Number(cell), sizeKiB: Number(size), total: Number(total), free: Number(free) };
}

/** iproute2's JSON: `vfinfo_list: [{vf, address, vlan_list: [{vlan}] or [{}]}]`. */
function parseVfSettings(json: string): Map<number, VfSettings> {
  const settings = new Map<number, VfSettings>();
  for (const vf of asList(asRecord(asList(JSON.parse(json))[0]).vfinfo_list).map(asRecord)) {
    const vlanIds = asList(vf.vlan_list)
      .map((entry) => Number(asRecord(entry).vlan ?? 0))
      .filter((vlan) => vlan !== 0);
    settings.set(Number(vf.vf), { mac: String(vf.address ?? '').toLowerCase(), vlanIds });
  }
  return settings;
}
