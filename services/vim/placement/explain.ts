/** Why a host cannot take a set of VNFCs, in sentences an operator can act on: per cell, wanted and there. */
import { addCpuLoad, cpusLeft, noCpuLoad } from './cell-cpus.ts';
import { fitHost, pageCountOf } from './fit.ts';
import type { FreeCell, FreeHost } from './free-host.ts';
import type { VnfcDemand } from './model.ts';
import { demandSignature } from './units.ts';
import { pfServes, vfsFit } from './vf-choice.ts';

/** Why nothing can be put on the host at all. */
export function unusable(host: Pick<FreeHost, 'problem'>): string {
  return host.problem === undefined
    ? 'the host is not reachable'
    : `the host cannot be used: ${host.problem}`;
}

/** Never empty. `vnfcs` must share the host; `gaveUp` where the search was cut short. */
export function explainRefusal(host: FreeHost, vnfcs: readonly VnfcDemand[], gaveUp: boolean): string[] {
  if (!host.reachable) return [unusable(host)];
  const kinds = [...new Map(vnfcs.map((vnfc) => [demandSignature(vnfc), vnfc])).values()];
  const alone = kinds.filter((vnfc) => fitHost(host, [vnfc]) === null);
  if (alone.length === 0) return [together(host, vnfcs, gaveUp)];
  return alone.flatMap((vnfc) => {
    const prefix = vnfcs.length > 1 ? `${vnfc.label}: ` : '';
    const hostWide = hostWideShortages(host, vnfc);
    if (hostWide.length > 0) return hostWide.map((text) => prefix + text);
    return host.cells.flatMap((cell, index) => cellShortages(host, cell, index, vnfc).map((t) => prefix + t));
  });
}

/** What is missing on every cell alike is said once. */
function hostWideShortages(host: FreeHost, vnfc: VnfcDemand): string[] {
  const shortages: string[] = [];
  if (host.cells.length === 0) shortages.push('the host shows no NUMA cell with CPUs');
  if (vnfc.vfs.length > 0 && !host.iommu) shortages.push('the IOMMU is off, so no VF can be given to a VM');
  for (const network of new Set(vnfc.vfs.map((vf) => vf.physicalNetwork))) {
    if (network !== undefined && !host.pfs.some((pf) => pf.networks.has(network)))
      shortages.push(`no PF is mapped to physical network ${network}`);
  }
  return shortages;
}

/** Empty only where the VNFC alone fits on the cell. */
export function cellShortages(host: FreeHost, cell: FreeCell, cellIndex: number, vnfc: VnfcDemand): string[] {
  const shortages = [cpuShortage(cell, vnfc), memoryShortage(cell, vnfc)].filter((s) => s !== null);
  if (cell.emulatorCpus.length === 0) shortages.push('no housekeeping CPU for emulator threads');
  shortages.push(...vfShortages(host, cell, cellIndex, vnfc));
  return shortages.map((text) => `cell ${cell.id}: ${text}`);
}

function cpuShortage(cell: FreeCell, vnfc: VnfcDemand): string | null {
  const load = addCpuLoad(noCpuLoad, vnfc, cell.smt);
  if (load === null) return 'thread policy require needs SMT, and its cores have one thread';
  if (cpusLeft(cell, load) !== null) return null;
  const of = `free of ${cell.guestThreads}`;
  if (!vnfc.dedicated) {
    const has = cell.freeThreads + cell.openShares.length;
    return `${count(vnfc.vcpuCount - has, 'shared CPU')} short (wants ${vnfc.vcpuCount}, has ${has} ${of})`;
  }
  if (cell.smt === 1 || load.threads > 0) {
    const noun = cell.smt === 1 ? 'core' : 'thread';
    const missing = vnfc.vcpuCount - cell.freeThreads;
    return `${count(missing, noun)} short (wants ${vnfc.vcpuCount}, has ${cell.freeThreads} ${of})`;
  }
  const wants = load.isolated + load.wholeSmt;
  const has = cell.smtCores.length + (load.isolated > 0 ? cell.singleCores.length : 0);
  return `${count(wants - has, 'whole core')} short (wants ${wants}, has ${has} free)`;
}

function memoryShortage(cell: FreeCell, vnfc: VnfcDemand): string | null {
  if (vnfc.pageSizeKiB === null) {
    const missing = vnfc.memoryMiB - cell.memoryMiB;
    return missing <= 0
      ? null
      : `${missing} MiB of memory short (wants ${vnfc.memoryMiB}, has ${cell.memoryMiB} free of ${cell.memoryCapacityMiB})`;
  }
  const size = pageSizeText(vnfc.pageSizeKiB);
  const pool = cell.pages.get(vnfc.pageSizeKiB);
  if (pool === undefined || pool.total === 0) return `no huge pages of ${size}`;
  const wants = pageCountOf(vnfc);
  const missing = wants - pool.free;
  return missing <= 0
    ? null
    : `${count(missing, 'page')} of ${size} short (wants ${wants}, has ${pool.free} free of ${pool.total})`;
}

function vfShortages(host: FreeHost, cell: FreeCell, cellIndex: number, vnfc: VnfcDemand): string[] {
  const shortages: string[] = [];
  for (const numaLocal of [true, false]) {
    const demands = vnfc.vfs.filter((vf) => vf.numaLocal === numaLocal);
    for (const network of new Set(demands.map((vf) => vf.physicalNetwork))) {
      const same = demands.filter((vf) => vf.physicalNetwork === network);
      const first = same[0];
      if (first === undefined) continue;
      const pfs = host.pfs.filter((_, i) => pfServes(host, i, first, cellIndex));
      const free = pfs.reduce((sum, pf) => sum + pf.vfs.length, 0);
      if (free >= same.length) continue;
      const name = network === undefined ? 'free VF' : `free VF of ${network}`;
      const where = numaLocal ? ` on cell ${cell.id}` : '';
      const total = pfs.reduce((sum, pf) => sum + pf.totalVfs, 0);
      shortages.push(
        free === 0
          ? `no ${name}${where}${total > 0 ? ` (all ${total} are taken)` : ''}`
          : `${same.length - free} ${name}${where} short (wants ${same.length}, has ${free} of ${total})`,
      );
    }
  }
  if (shortages.length === 0 && !vfsFit(host, vnfc.vfs, cellIndex))
    shortages.push(`not enough free VFs for all ${vnfc.vfs.length} wanted at once`);
  return shortages;
}

function together(host: FreeHost, vnfcs: readonly VnfcDemand[], gaveUp: boolean): string {
  const wants = [
    count(
      sum(vnfcs, (v) => (v.dedicated ? v.vcpuCount : 0)),
      'dedicated CPU',
    ),
    `${sum(vnfcs, (v) => (v.pageSizeKiB === null ? 0 : v.memoryMiB))} MiB of huge pages`,
    `${sum(vnfcs, (v) => (v.pageSizeKiB === null ? v.memoryMiB : 0))} MiB of small pages`,
    count(
      sum(vnfcs, (v) => v.vfs.length),
      'VF',
    ),
  ];
  const has = host.cells.map((cell, index) => {
    const huge = [...cell.pages].reduce((mib, [sizeKiB, pool]) => mib + (pool.free * sizeKiB) / 1024, 0);
    const vfs = sum(
      host.pfs.filter((pf) => pf.cellIndex === index),
      (pf) => pf.vfs.length,
    );
    return `cell ${cell.id} has ${count(cell.freeThreads, 'CPU')}, ${huge} MiB of huge pages, ${cell.memoryMiB} MiB of small pages, ${count(vfs, 'VF')} free`;
  });
  const verdict = gaveUp
    ? 'no arrangement was found before the search limit'
    : vnfcs.length > 1
      ? 'each VNFC fits alone, but not all together'
      : 'the VNFC does not fit beside what is placed with it';
  return `${verdict}: ${vnfcs.map((v) => v.label).join(', ')} want ${wants.join(', ')}; ${has.join('; ')}`;
}

export function pageSizeText(sizeKiB: number): string {
  if (sizeKiB % (1024 * 1024) === 0) return `${sizeKiB / 1024 / 1024} GiB`;
  return sizeKiB % 1024 === 0 ? `${sizeKiB / 1024} MiB` : `${sizeKiB} KiB`;
}

const sum = <T>(list: readonly T[], of: (item: T) => number) => list.reduce((total, x) => total + of(x), 0);
const count = (n: number, noun: string) => `${n} ${noun}${n === 1 ? '' : 's'}`;
