/**
 * CPUs of one cell: whether a set of VNFCs fits (by counting, exact) and which ids each gets. Counting is enough
 * because threads of one kind are alike: isolated vCPUs take single-thread cores first and SMT cores after,
 * `require` takes whole SMT cores, `prefer` takes any thread of what is left, shared vCPUs spread over the rest.
 */
import type { FreeCell, FullCore } from './free-host.ts';
import type { VnfcDemand } from './model.ts';
import { sharedVcpusPerCpu } from './model.ts';

/** What a set of VNFCs takes of one cell's CPUs. */
export interface CpuLoad {
  /** Cores taken whole, one vCPU each. */
  readonly isolated: number;
  /** SMT cores taken whole by `require`. */
  readonly wholeSmt: number;
  /** Threads taken by `prefer`. */
  readonly threads: number;
  /** vCPUs of each VNFC with shared CPUs, largest first. */
  readonly shared: readonly number[];
}

export const noCpuLoad: CpuLoad = { isolated: 0, wholeSmt: 0, threads: 0, shared: [] };

/** The load with one more VNFC, or null where the cell's cores are of the wrong kind for it. */
export function addCpuLoad(load: CpuLoad, vnfc: VnfcDemand, smt: number): CpuLoad | null {
  if (!vnfc.dedicated) return { ...load, shared: [...load.shared, vnfc.vcpuCount].sort((a, b) => b - a) };
  const policy = vnfc.threadPolicy ?? 'prefer';
  if (policy === 'isolate' || (policy === 'require' && vnfc.vcpuCount === 1))
    return { ...load, isolated: load.isolated + vnfc.vcpuCount };
  if (policy === 'require')
    return smt < 2 ? null : { ...load, wholeSmt: load.wholeSmt + Math.ceil(vnfc.vcpuCount / smt) };
  return { ...load, threads: load.threads + vnfc.vcpuCount };
}

/** What is left of the cell's CPUs, or null where the load does not fit. */
export function cpusLeft(cell: FreeCell, load: CpuLoad): { wholeThreads: number; threads: number } | null {
  const onSingle = Math.min(load.isolated, cell.singleCores.length);
  const onSmt = load.isolated - onSingle + load.wholeSmt;
  if (onSmt > cell.smtCores.length) return null;
  const threads = cell.freeThreads - onSingle - onSmt * cell.smt - load.threads;
  if (threads < 0) return null;
  const opened = load.shared.length === 0 ? 0 : openedForShared(cell, threads, load.shared);
  if (opened === null) return null;
  const broken = Math.max(0, load.threads + opened - cell.looseThreads.length);
  const whole = cell.singleCores.length - onSingle + (cell.smtCores.length - onSmt) * cell.smt;
  return { wholeThreads: whole - broken, threads: threads - opened };
}

/**
 * Fresh CPUs the shared VNFCs open, or null where they do not fit: each takes one share on as many different CPUs
 * as it has vCPUs. First CPUs that are shared already; if that dead-ends, the emptiest first (Havel and Hakimi:
 * then it fits whenever anything does).
 */
function openedForShared(cell: FreeCell, freshThreads: number, demands: readonly number[]): number | null {
  const open = cell.openShares.map((s) => s.free);
  for (const emptiestFirst of [false, true]) {
    const spread = spreadShares(open, freshThreads, demands, emptiestFirst);
    if (spread !== null) return spread.opened;
  }
  return null;
}

/** Positions per demand: below `open.length` an open CPU, from there on fresh ones in order. */
function spreadShares(
  open: readonly number[],
  freshThreads: number,
  demands: readonly number[],
  emptiestFirst: boolean,
): { opened: number; positions: number[][] } | null {
  const free = [...open, ...Array<number>(freshThreads).fill(sharedVcpusPerCpu)];
  let opened = 0;
  const positions: number[][] = [];
  for (const vcpus of demands) {
    const usable = free.flatMap((shares, position) => (shares > 0 ? [position] : []));
    if (usable.length < vcpus) return null;
    const isFresh = (p: number) => (p >= open.length + opened ? 1 : 0);
    usable.sort(
      (a, b) => (emptiestFirst ? 0 : isFresh(a) - isFresh(b)) || (free[b] ?? 0) - (free[a] ?? 0) || a - b,
    );
    const taken = usable.slice(0, vcpus).sort((a, b) => a - b);
    for (const position of taken) free[position] = (free[position] ?? 0) - 1;
    opened = Math.max(opened, ...taken.map((p) => p - open.length + 1));
    positions.push(taken);
  }
  return { opened, positions };
}

export interface PickedCpus {
  readonly vcpuPins: readonly number[] | null;
  readonly siblingCpus: readonly number[];
  readonly sharedCpus: readonly number[];
}

/** Ids for VNFCs that `cpusLeft` said fit, lowest ids first. The order of the answer is that of `vnfcs`. */
export function pickCpus(cell: FreeCell, vnfcs: readonly VnfcDemand[]): PickedCpus[] {
  const singles = [...cell.singleCores].sort(byFirst);
  const smts = [...cell.smtCores].sort(byFirst);
  const loose = [...cell.looseThreads];
  const picked = new Map<VnfcDemand, PickedCpus>();
  const wholeCores = vnfcs.filter((v) => v.dedicated && takesWholeCores(v));
  // Exactly the order the counting assumes: isolated first, then whole SMT cores, then threads, then shares.
  for (const vnfc of wholeCores) picked.set(vnfc, pickWholeCores(vnfc, cell.smt, singles, smts));
  const threads = vnfcs.filter((v) => v.dedicated && !takesWholeCores(v));
  for (const vnfc of [...threads].sort((a, b) => b.vcpuCount - a.vcpuCount))
    picked.set(vnfc, pickThreads(vnfc.vcpuCount, cell.smt, singles, smts, loose));
  const shared = vnfcs.filter((v) => !v.dedicated).sort((a, b) => b.vcpuCount - a.vcpuCount);
  const fresh = [...loose, ...singles.flat(), ...smts.flat()];
  const open = cell.openShares.map((s) => s.free);
  const demands = shared.map((v) => v.vcpuCount);
  const spread =
    spreadShares(open, fresh.length, demands, false) ?? spreadShares(open, fresh.length, demands, true);
  const cpus = [...cell.openShares.map((s) => s.cpu), ...fresh];
  shared.forEach((vnfc, i) => {
    const sharedCpus = (spread?.positions[i] ?? []).map((p) => at(cpus, p)).sort((a, b) => a - b);
    picked.set(vnfc, { vcpuPins: null, siblingCpus: [], sharedCpus });
  });
  return vnfcs.map((vnfc) => {
    const cpusOf = picked.get(vnfc);
    if (cpusOf === undefined) throw new Error(`no CPUs were picked for ${vnfc.label}`);
    return cpusOf;
  });
}

const byFirst = (a: FullCore, b: FullCore) => at(a, 0) - at(b, 0);

function takesWholeCores(vnfc: VnfcDemand): boolean {
  return vnfc.threadPolicy === 'isolate' || vnfc.threadPolicy === 'require';
}

function pickWholeCores(vnfc: VnfcDemand, smt: number, singles: FullCore[], smts: FullCore[]): PickedCpus {
  const perCore = vnfc.threadPolicy === 'require' && vnfc.vcpuCount > 1 ? smt : 1;
  const vcpuPins: number[] = [];
  const siblingCpus: number[] = [];
  while (vcpuPins.length < vnfc.vcpuCount) {
    const core = (perCore === 1 ? singles.shift() : undefined) ?? smts.shift() ?? [];
    if (core.length === 0) throw new Error(`no whole core is left for ${vnfc.label}`);
    const used = Math.min(perCore, vnfc.vcpuCount - vcpuPins.length);
    vcpuPins.push(...core.slice(0, used));
    siblingCpus.push(...core.slice(used));
  }
  return { vcpuPins, siblingCpus, sharedCpus: [] };
}

/** Pairs on whole cores while there are such, odd vCPUs on half-used cores, then on the smallest free ones. */
function pickThreads(
  count: number,
  smt: number,
  singles: FullCore[],
  smts: FullCore[],
  loose: number[],
): PickedCpus {
  const vcpuPins: number[] = [];
  while (vcpuPins.length < count) {
    const missing = count - vcpuPins.length;
    if (missing >= smt && smt > 1 && smts.length > 0) {
      vcpuPins.push(...(smts.shift() ?? []));
    } else if (loose.length > 0) {
      vcpuPins.push(at(loose, 0));
      loose.shift();
    } else if (singles.length > 0) {
      vcpuPins.push(...(singles.shift() ?? []));
    } else {
      const core = smts.shift() ?? [];
      vcpuPins.push(...core.slice(0, missing));
      loose.push(...core.slice(missing));
      if (core.length === 0) throw new Error('no free thread is left on the cell');
    }
  }
  return { vcpuPins, siblingCpus: [], sharedCpus: [] };
}

function at<T>(list: readonly T[], index: number): T {
  const value = list[index];
  if (value === undefined) throw new Error(`index ${index} is outside a list of ${list.length}`);
  return value;
}
