/**
 * Fits a set of VNFCs onto one host: a cell for each, a PF for each VF. Exact: it finds an arrangement whenever
 * there is one (depth first, best choice first, states known to dead-end are not entered again), then spends a
 * bounded number of further steps on a cheaper one.
 */
import { networksSuffice, remainingNeeds, suffice } from './bounds.ts';
import { addCpuLoad, type CpuLoad, cpusLeft, noCpuLoad } from './cell-cpus.ts';
import type { FreeCell, FreeHost } from './free-host.ts';
import type { VnfcDemand } from './model.ts';
import { cellWorth, remotePenalty } from './score.ts';
import { demandSignature } from './units.ts';
import { pfCombinations } from './vf-choice.ts';

/** Where one VNFC goes: indexes into the host's `cells` and, per VF demand, into its `pfs`. */
export interface VnfcFit {
  readonly cellIndex: number;
  readonly pfIndexes: readonly number[];
}

export interface HostFit {
  /** In the order the VNFCs were given. */
  readonly vnfcs: readonly VnfcFit[];
  /** Lost worth of the host; comparable between hosts. */
  readonly cost: number;
  /** Guest threads left over: smaller is tighter. */
  readonly threadsLeft: number;
}

/** Steps after which a search that found nothing gives up; far beyond what real hosts need. */
const searchSteps = 50_000;
/** Steps spent on improving an arrangement that was found. */
const improvementSteps = 300;

const none: ReadonlySet<string> = new Set();

interface CellUse {
  readonly load: CpuLoad;
  /** Pages by size in KiB. */
  readonly pages: Readonly<Record<number, number>>;
  readonly memoryMiB: number;
  readonly worth: number;
  readonly threadsLeft: number;
  /** Threads of cores still free as a whole; at most, as `prefer` may yet choose. */
  readonly wholeThreads: number;
  /** Free pages of all sizes. */
  readonly hugePagesMiB: number;
}

interface Choice extends VnfcFit {
  readonly use: CellUse;
  readonly cost: number;
}

export function pageCountOf(vnfc: VnfcDemand): number {
  return vnfc.pageSizeKiB === null ? 0 : Math.ceil((vnfc.memoryMiB * 1024) / vnfc.pageSizeKiB);
}

/** `null` where no arrangement exists; `gave-up` where none was found in `searchSteps`. */
export function fitHost(host: FreeHost, vnfcs: readonly VnfcDemand[]): HostFit | null | 'gave-up' {
  if (!networksSuffice(host, vnfcs)) return null;
  const alike = vnfcs.map(demandSignature);
  const order = vnfcs
    .map((_, i) => i)
    .sort(
      (a, b) =>
        constraint(vnfcs[b]) - constraint(vnfcs[a]) || compareText(alike[a] ?? '', alike[b] ?? '') || a - b,
    );
  const vfsUsed = host.pfs.map(() => 0);
  const uses: CellUse[] = host.cells.map((cell, index) => emptyUse(host, cell, index, vfsUsed));
  const needs = remainingNeeds(
    host,
    order.flatMap((i) => vnfcs[i] ?? []),
  );
  const deadEnds = new Set<string>();
  const chosen: Choice[] = [];
  let best: { choices: Choice[]; cost: number; threadsLeft: number } | null = null;
  let steps = 0;
  let exhausted = false;

  const visit = (depth: number, cost: number, failedForTwin: ReadonlySet<string>): boolean => {
    if (best !== null && (cost >= best.cost || steps > improvementSteps)) return true;
    const vnfc = vnfcs[order[depth] ?? -1];
    if (vnfc === undefined) {
      best = { choices: [...chosen], cost, threadsLeft: uses.reduce((sum, u) => sum + u.threadsLeft, 0) };
      return true;
    }
    if (best === null && ++steps > searchSteps) exhausted = true;
    if (best !== null) steps += 1;
    if (exhausted) return true;
    if (!suffice(needs[depth], host, uses)) return false;
    const twinNext = alike[order[depth] ?? -1] === alike[order[depth + 1] ?? -1];
    // Between twins the twin rule below does the same for less.
    const fresh = failedForTwin.size === 0 && alike[order[depth] ?? -1] !== alike[order[depth - 1] ?? -1];
    const key = fresh && depth > 1 && best === null ? stateKey(depth, uses, vfsUsed) : null;
    if (key !== null && deadEnds.has(key)) return false;
    let reached = false;
    // What failed for a VNFC fails for its twin too: swapping the two would give the arrangement that failed.
    const failed = new Set(failedForTwin);
    for (const choice of choicesFor(host, vnfc, uses, vfsUsed)) {
      const code = `${choice.cellIndex}:${choice.pfIndexes.join()}`;
      if (failed.has(code)) continue;
      const previous = uses[choice.cellIndex];
      if (previous === undefined) continue;
      uses[choice.cellIndex] = choice.use;
      for (const pf of choice.pfIndexes) vfsUsed[pf] = (vfsUsed[pf] ?? 0) + 1;
      chosen.push(choice);
      if (visit(depth + 1, cost + choice.cost, twinNext ? failed : none)) reached = true;
      else failed.add(code);
      chosen.pop();
      for (const pf of choice.pfIndexes) vfsUsed[pf] = (vfsUsed[pf] ?? 0) - 1;
      uses[choice.cellIndex] = previous;
      if (exhausted) break;
    }
    if (!reached && key !== null) deadEnds.add(key);
    return reached;
  };
  visit(0, 0, none);
  // `best` is assigned in the closure above, which the compiler does not follow.
  const found = best as { choices: Choice[]; cost: number; threadsLeft: number } | null;
  if (found === null) return exhausted ? 'gave-up' : null;
  const placed: VnfcFit[] = [];
  order.forEach((original, depth) => {
    const choice = found.choices[depth];
    if (choice !== undefined) placed[original] = { cellIndex: choice.cellIndex, pfIndexes: choice.pfIndexes };
  });
  return { vnfcs: placed, cost: found.cost, threadsLeft: found.threadsLeft };
}

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** Bigger means fewer ways to place it, so it goes first. */
function constraint(vnfc: VnfcDemand | undefined): number {
  if (vnfc === undefined) return 0;
  const local = vnfc.vfs.filter((vf) => vf.numaLocal).length;
  const cpus = vnfc.dedicated ? vnfc.vcpuCount * (vnfc.threadPolicy === 'isolate' ? 2 : 1) : 0;
  return local * 1e9 + vnfc.vfs.length * 1e7 + cpus * 1e4 + Math.min(vnfc.memoryMiB / 64, 9999);
}

function emptyUse(host: FreeHost, cell: FreeCell, index: number, vfsUsed: readonly number[]): CellUse {
  const left = cpusLeft(cell, noCpuLoad) ?? { wholeThreads: 0, threads: 0 };
  let hugePagesMiB = 0;
  for (const [sizeKiB, pool] of cell.pages) hugePagesMiB += (pool.free * sizeKiB) / 1024;
  const use = {
    load: noCpuLoad,
    pages: {},
    memoryMiB: 0,
    threadsLeft: left.threads,
    wholeThreads: left.wholeThreads,
    hugePagesMiB,
  };
  return { ...use, worth: worthOf(host, index, use, vfsUsed) };
}

function worthOf(
  host: FreeHost,
  cellIndex: number,
  use: Pick<CellUse, 'wholeThreads' | 'hugePagesMiB'>,
  vfsUsed: readonly number[],
): number {
  const vfs: number[] = Array(1 + host.networks.length).fill(0);
  for (const [i, pf] of host.pfs.entries()) {
    if (pf.cellIndex !== cellIndex) continue;
    const free = pf.vfs.length - (vfsUsed[i] ?? 0);
    vfs[0] = (vfs[0] ?? 0) + free;
    for (const [n, network] of host.networks.entries())
      if (pf.networks.has(network)) vfs[n + 1] = (vfs[n + 1] ?? 0) + free;
  }
  return cellWorth({ wholeThreads: use.wholeThreads, hugePagesMiB: use.hugePagesMiB, vfs });
}

/** Every way to place one VNFC now, cheapest first. */
function choicesFor(
  host: FreeHost,
  vnfc: VnfcDemand,
  uses: readonly CellUse[],
  vfsUsed: readonly number[],
): Choice[] {
  const choices: Choice[] = [];
  for (const [cellIndex, cell] of host.cells.entries()) {
    const before = uses[cellIndex];
    if (before === undefined) continue;
    const bare = useWith(cell, before, vnfc);
    if (bare === null) continue;
    for (const pfIndexes of pfCombinations(host, vnfc.vfs, cellIndex, vfsUsed)) {
      const after = pfIndexes.length === 0 ? vfsUsed : countPfs(vfsUsed, pfIndexes);
      const worth = worthOf(host, cellIndex, bare, after);
      const use = { ...bare, worth };
      const remote = pfIndexes.filter((i) => host.pfs[i]?.cellIndex !== cellIndex).length;
      const unpolled = cell.hasPmd ? 0 : vnfc.vhostUserPorts;
      const cost = Math.max(0, before.worth - worth) + (remote + unpolled) * remotePenalty;
      choices.push({ cellIndex, pfIndexes, use, cost });
    }
  }
  return choices.sort(
    (a, b) => a.cost - b.cost || a.use.threadsLeft - b.use.threadsLeft || a.cellIndex - b.cellIndex,
  );
}

function useWith(cell: FreeCell, before: CellUse, vnfc: VnfcDemand) {
  if (cell.emulatorCpus.length === 0) return null;
  const load = addCpuLoad(before.load, vnfc, cell.smt);
  const left = load === null ? null : cpusLeft(cell, load);
  if (load === null || left === null) return null;
  let { pages, memoryMiB, hugePagesMiB } = before;
  if (vnfc.pageSizeKiB === null) {
    memoryMiB += vnfc.memoryMiB;
    if (memoryMiB > cell.memoryMiB) return null;
  } else {
    const used = (pages[vnfc.pageSizeKiB] ?? 0) + pageCountOf(vnfc);
    if (used > (cell.pages.get(vnfc.pageSizeKiB)?.free ?? 0)) return null;
    pages = { ...pages, [vnfc.pageSizeKiB]: used };
    hugePagesMiB -= (pageCountOf(vnfc) * vnfc.pageSizeKiB) / 1024;
  }
  const { threads: threadsLeft, wholeThreads } = left;
  return { load, pages, memoryMiB, threadsLeft, wholeThreads, hugePagesMiB };
}

function countPfs(vfsUsed: readonly number[], pfIndexes: readonly number[]): number[] {
  const after = [...vfsUsed];
  for (const i of pfIndexes) after[i] = (after[i] ?? 0) + 1;
  return after;
}

function stateKey(depth: number, uses: readonly CellUse[], vfsUsed: readonly number[]): string {
  let key = `${depth}|${vfsUsed.join()}`;
  for (const use of uses) {
    const { load } = use;
    key += `|${load.isolated},${load.wholeSmt},${load.threads},${load.shared.join('+')}`;
    key += `,${use.memoryMiB},${Object.entries(use.pages).join(';')}`;
  }
  return key;
}
