/** Takes the output of HOST_SCRIPT apart. Pure. */

import { parseCpuMask } from '../cpu-list.ts';
import { linesOf, parseSections, type Section } from '../host/sections.ts';
import type { HostInventory, HostPf } from '../model.ts';

export interface HugePagePool {
  readonly cell: number;
  readonly sizeKiB: number;
  readonly total: number;
  readonly free: number;
}

export interface HostFacts {
  readonly hostname: string;
  readonly bootId: string;
  readonly kernel: string;
  readonly kvmDevice: boolean;
  readonly missingPrograms: readonly string[];
  readonly libvirtSocket: boolean;
  /** False where libvirt's first domain would reset the CPU affinity of every thread of a service (cgroup v2). */
  readonly cpusetControl: boolean;
  /** Each PMD thread with the CPUs it may run on, in kernel list form. */
  readonly pmdThreads: readonly { readonly name: string; readonly cpus: string }[];
  readonly hugePages: readonly HugePagePool[];
  readonly pfs: readonly HostPf[];
  /** Null where Open vSwitch's database does not answer; `ovsProblem` then says why. */
  readonly ovs: HostInventory['ovs'] | null;
  readonly ovsProblem: string;
}

export function parseHostFacts(output: string): HostFacts {
  const sections = parseSections(output);
  const host = new Map(linesOf(sections.need('host')).map((line) => line.split('\t') as [string, string]));
  const ovs = sections.find('ovs');
  return {
    hostname: host.get('hostname') ?? '',
    bootId: host.get('bootId') ?? '',
    kernel: host.get('kernel') ?? '',
    kvmDevice: host.get('kvm') === 'yes',
    missingPrograms: linesOf(sections.need('programs')),
    libvirtSocket: sections.find('libvirt-socket')?.exitCode === 0,
    cpusetControl: sections.find('cpuset-control')?.exitCode === 0,
    pmdThreads: linesOf(sections.need('pmd-threads')).map((line) => {
      const [name = '', cpus = ''] = line.split('\t');
      return { name, cpus };
    }),
    hugePages: linesOf(sections.need('pages')).map((line) => {
      const [cell = 0, sizeKiB = 0, total = 0, free = 0] = line.split('\t').map(Number);
      return { cell, sizeKiB, total, free };
    }),
    pfs: parsePfs(sections.need('sriov')),
    ovs: ovs?.exitCode === 0 ? parseOvs(ovs.text, sections.find('bridges')) : null,
    ovsProblem: ovs?.exitCode === 0 ? '' : (ovs?.text.trim().split('\n').at(-1) ?? ''),
  };
}

function parsePfs(section: Section): readonly HostPf[] {
  const pfs: { pf: Omit<HostPf, 'vfs'>; vfs: HostPf['vfs'][number][] }[] = [];
  for (const line of linesOf(section)) {
    const [kind, ...fields] = line.split('\t');
    if (kind === 'pf') {
      const [name = '', address = '', node = '-1', driver = '', maxVfs = '0'] = fields;
      // The kernel says -1 where firmware names no cell.
      const cell = Number(node) < 0 ? null : Number(node);
      pfs.push({ pf: { name, address, cell, driver, maxVfs: Number(maxVfs) }, vfs: [] });
    } else if (kind === 'vf') {
      const [index = '', address = '', group = '-', driver = '-'] = fields;
      pfs.at(-1)?.vfs.push({
        index: Number(index),
        address,
        iommuGroup: group === '-' ? null : Number(group),
        driver: driver === '-' ? null : driver,
      });
    }
  }
  return pfs.map(({ pf, vfs }) => ({ ...pf, vfs }));
}

/** `ovs-vsctl --format=json`: rows of columns; an absent optional is `["set",[]]`, a map is `["map",[[key,value]…]]`. */
function parseOvs(json: string, bridges: Section | undefined): HostInventory['ovs'] {
  const table = JSON.parse(json) as { headings: string[]; data: unknown[][] };
  const row = table.data[0] ?? [];
  const column = (name: string) => row[table.headings.indexOf(name)];
  const pairs = (column('other_config') as ['map', [string, string][]] | undefined)?.[1] ?? [];
  const mask = new Map(pairs).get('pmd-cpu-mask');
  const text = (name: string) => (typeof column(name) === 'string' ? (column(name) as string) : null);
  return {
    version: text('ovs_version') ?? '',
    dpdkInitialized: column('dpdk_initialized') === true,
    dpdkVersion: text('dpdk_version'),
    pmdCpus: mask === undefined ? [] : parseCpuMask(mask),
    bridges: bridges?.exitCode === 0 ? linesOf(bridges) : [],
  };
}
