/**
 * A host reduced to what is free on it, per NUMA cell: the numbers the search works on, and the exact ids it hands
 * out at the end. Housekeeping and PMD cores never enter: no search can give out what is not here.
 */
import type { HostCell, HostInventory } from '../model.ts';
import type { HostState } from './model.ts';
import { sharedVcpusPerCpu } from './model.ts';

/** Memory per cell that stays with the host (kernel, Open vSwitch, QEMU's own), MiB. */
export const hostReservedMiB = 512;

/** Guest threads of one physical core, all of them free. */
export type FullCore = readonly number[];

export interface FreeCell {
  readonly id: number;
  /** Threads of a whole core on this cell: 1 without SMT. */
  readonly smt: number;
  /** Whole free cores of one thread and of `smt` threads; where smt is 1 only the first is filled. */
  readonly singleCores: readonly FullCore[];
  readonly smtCores: readonly FullCore[];
  /** Free threads of cores of which something is taken, emptiest core last. */
  readonly looseThreads: readonly number[];
  readonly freeThreads: number;
  /** CPUs guests may ever have here: for the words of a refusal. */
  readonly guestThreads: number;
  /** CPUs that already carry shared vCPUs and take more. */
  readonly openShares: readonly { readonly cpu: number; readonly free: number }[];
  readonly pages: ReadonlyMap<number, { readonly free: number; readonly total: number }>;
  readonly memoryMiB: number;
  readonly memoryCapacityMiB: number;
  readonly emulatorCpus: readonly number[];
  readonly hasPmd: boolean;
}

export interface FreePf {
  readonly name: string;
  /** Index into `cells`; -1 where the firmware does not say, or names a cell without CPUs. */
  readonly cellIndex: number;
  readonly networks: ReadonlySet<string>;
  readonly vfs: readonly { readonly index: number; readonly address: string }[];
  readonly totalVfs: number;
}

export interface FreeHost {
  readonly hostId: string;
  readonly name: string;
  readonly reachable: boolean;
  readonly problem: string | undefined;
  readonly iommu: boolean;
  readonly cells: readonly FreeCell[];
  readonly pfs: readonly FreePf[];
  /** Physical networks the host is wired to. */
  readonly networks: readonly string[];
}

/** Small-page memory guests may have on a cell: what is neither in huge pages nor the host's own. */
export function smallMemoryCapacityMiB(cell: HostCell): number {
  const hugeMiB = cell.hugePages.reduce((sum, p) => sum + (p.total * p.sizeKiB) / 1024, 0);
  return Math.max(0, Math.floor(cell.memoryMiB - hugeMiB - hostReservedMiB));
}

/** CPUs no guest may have: housekeeping, and PMD cores with all their threads. */
export function hostOwnCpus(inventory: HostInventory): Set<number> {
  const own = new Set(inventory.housekeepingCpus);
  const pmd = new Set(inventory.ovs.pmdCpus);
  for (const cell of inventory.cells)
    for (const cpu of cell.cpus)
      if (cpu.siblings.some((id) => pmd.has(id)) || pmd.has(cpu.id)) own.add(cpu.id);
  return own;
}

export function freeHost(state: HostState): FreeHost {
  const { inventory } = state;
  const own = hostOwnCpus(inventory);
  const dedicated = new Set(state.allocated.cpus);
  const shared = new Map(state.allocated.sharedCpus.map((s) => [s.cpu, s.vcpus]));
  const cells = inventory.cells.map((cell) => freeCell(state, cell, own, dedicated, shared));
  const cellIndex = new Map(cells.map((cell, index) => [cell.id, index]));
  return {
    hostId: state.hostId,
    name: state.name,
    reachable: state.reachable,
    problem: state.problem,
    iommu: inventory.iommu,
    cells,
    pfs: freePfs(state, cellIndex),
    networks: Object.keys(state.physicalNetworks).sort(),
  };
}

function freeCell(
  state: HostState,
  cell: HostCell,
  own: ReadonlySet<number>,
  dedicated: ReadonlySet<number>,
  shared: ReadonlyMap<number, number>,
): FreeCell {
  const smt = Math.max(1, ...cell.cpus.map((cpu) => cpu.siblings.length));
  const singleCores: FullCore[] = [];
  const smtCores: FullCore[] = [];
  const loose: number[][] = [];
  const seen = new Set<number>();
  let guestThreads = 0;
  for (const cpu of cell.cpus) {
    if (!own.has(cpu.id)) guestThreads += 1;
    if (seen.has(cpu.id)) continue;
    const threads = cpu.siblings.includes(cpu.id) ? [...cpu.siblings].sort((a, b) => a - b) : [cpu.id];
    for (const id of threads) seen.add(id);
    const free = threads.filter((id) => !own.has(id) && !dedicated.has(id) && !shared.has(id));
    if (free.length === 0) continue;
    if (free.length === threads.length && threads.length === 1) singleCores.push(threads);
    else if (free.length === threads.length && threads.length === smt) smtCores.push(threads);
    else loose.push(free);
  }
  const looseThreads = loose.sort((a, b) => a.length - b.length).flat();
  const openShares = cell.cpus
    .filter((cpu) => !own.has(cpu.id) && !dedicated.has(cpu.id) && shared.has(cpu.id))
    .map((cpu) => ({ cpu: cpu.id, free: sharedVcpusPerCpu - (shared.get(cpu.id) ?? 0) }))
    .filter((share) => share.free > 0);
  return {
    id: cell.id,
    smt,
    singleCores,
    smtCores,
    looseThreads,
    freeThreads: singleCores.length + smtCores.length * smt + looseThreads.length,
    guestThreads,
    openShares,
    pages: freePages(state, cell),
    ...freeMemory(state, cell),
    emulatorCpus: cell.cpus.map((c) => c.id).filter((id) => state.inventory.housekeepingCpus.includes(id)),
    hasPmd: cell.cpus.some((cpu) => state.inventory.ovs.pmdCpus.includes(cpu.id)),
  };
}

/** Free by the ledger and free by what the kernel says: the smaller one, so that neither can be overdrawn. */
function freePages(state: HostState, cell: HostCell): FreeCell['pages'] {
  return new Map(
    cell.hugePages.map((pool) => {
      const held = state.allocated.hugePages.filter((h) => h.cell === cell.id && h.sizeKiB === pool.sizeKiB);
      const used = held.reduce((sum, h) => sum + h.pages, 0);
      const capacity = Math.min(pool.total, ...held.flatMap((h) => h.capacity ?? []));
      const free = Math.max(0, Math.min(pool.free, capacity - used));
      return [pool.sizeKiB, { free, total: pool.total }];
    }),
  );
}

function freeMemory(state: HostState, cell: HostCell) {
  const held = state.allocated.memory.filter((m) => m.cell === cell.id);
  const used = held.reduce((sum, m) => sum + m.memoryMiB, 0);
  const memoryCapacityMiB = Math.min(smallMemoryCapacityMiB(cell), ...held.flatMap((m) => m.capacity ?? []));
  return { memoryCapacityMiB, memoryMiB: Math.max(0, memoryCapacityMiB - used) };
}

/** A VF is free where nobody holds it and its IOMMU group is its own: a group can only be given away as a whole. */
function freePfs(state: HostState, cellIndex: ReadonlyMap<number, number>): FreePf[] {
  const taken = new Set(state.allocated.vfs);
  const groupSize = new Map<number, number>();
  for (const pf of state.inventory.pfs)
    for (const vf of pf.vfs)
      if (vf.iommuGroup !== null) groupSize.set(vf.iommuGroup, (groupSize.get(vf.iommuGroup) ?? 0) + 1);
  return state.inventory.pfs.map((pf) => ({
    name: pf.name,
    cellIndex: pf.cell === null ? -1 : (cellIndex.get(pf.cell) ?? -1),
    networks: new Set(
      Object.entries(state.physicalNetworks).flatMap(([network, pfs]) =>
        pfs.includes(pf.name) ? [network] : [],
      ),
    ),
    vfs: state.inventory.iommu
      ? pf.vfs
          .filter((vf) => !taken.has(vf.address))
          .filter((vf) => vf.iommuGroup !== null && groupSize.get(vf.iommuGroup) === 1)
          .map((vf) => ({ index: vf.index, address: vf.address }))
          .sort((a, b) => a.index - b.index)
      : [],
    totalVfs: pf.vfs.length,
  }));
}
