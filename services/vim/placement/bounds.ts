/** Lower bounds that rule a host out without a search: cheap to check, and never wrong about a host that fits. */
import { addCpuLoad, noCpuLoad } from './cell-cpus.ts';
import type { FreeHost } from './free-host.ts';
import type { VnfcDemand } from './model.ts';

/** What is left of a cell. */
export interface CellLeft {
  readonly threadsLeft: number;
  readonly wholeThreads: number;
  readonly hugePagesMiB: number;
  /** Small-page memory taken, MiB. */
  readonly memoryMiB: number;
}

/** Cheap and necessary: VFs by network, wherever they are. */
export function networksSuffice(host: FreeHost, vnfcs: readonly VnfcDemand[]): boolean {
  const wanted = new Map<string | undefined, number>();
  for (const vnfc of vnfcs)
    for (const vf of vnfc.vfs) {
      wanted.set(undefined, (wanted.get(undefined) ?? 0) + 1);
      if (vf.physicalNetwork !== undefined)
        wanted.set(vf.physicalNetwork, (wanted.get(vf.physicalNetwork) ?? 0) + 1);
    }
  for (const [network, count] of wanted) {
    let free = 0;
    for (const pf of host.pfs) if (network === undefined || pf.networks.has(network)) free += pf.vfs.length;
    if (free < count) return false;
  }
  return true;
}

/** What VNFCs take of a host at least, whichever cells they go to. */
export interface Needs {
  readonly threads: number;
  /** Of those, threads of cores that must be free as a whole. */
  readonly wholeThreads: number;
  readonly hugePagesMiB: number;
  readonly memoryMiB: number;
}

/** Per depth: the least that the VNFCs from there on take together. Rules most full hosts out at once. */
export function remainingNeeds(host: FreeHost, vnfcs: readonly VnfcDemand[]): Needs[] {
  const smts = host.cells.map((cell) => (cell.singleCores.length > 0 ? 1 : cell.smt));
  const leastSmt = Math.min(...smts);
  const leastWhole = Math.min(...host.cells.map((cell) => cell.smt));
  const needs: Needs[] = [{ threads: 0, wholeThreads: 0, hugePagesMiB: 0, memoryMiB: 0 }];
  for (const vnfc of [...vnfcs].reverse()) {
    const after = needs[0];
    if (after === undefined) break;
    const load = addCpuLoad(noCpuLoad, vnfc, Number.POSITIVE_INFINITY);
    let whole = (load?.isolated ?? 0) * leastSmt;
    if ((load?.wholeSmt ?? 0) > 0) whole = Math.ceil(vnfc.vcpuCount / leastWhole) * leastWhole;
    const huge = vnfc.pageSizeKiB !== null;
    needs.unshift({
      threads: after.threads + whole + (load?.threads ?? 0),
      wholeThreads: after.wholeThreads + whole,
      hugePagesMiB: after.hugePagesMiB + (huge ? vnfc.memoryMiB : 0),
      memoryMiB: after.memoryMiB + (huge ? 0 : vnfc.memoryMiB),
    });
  }
  return needs;
}

export function suffice(needs: Needs | undefined, host: FreeHost, uses: readonly CellLeft[]): boolean {
  if (needs === undefined) return true;
  let { threads, wholeThreads, hugePagesMiB, memoryMiB } = needs;
  for (const [i, use] of uses.entries()) {
    const cell = host.cells[i];
    if (cell === undefined || cell.emulatorCpus.length === 0) continue;
    threads -= use.threadsLeft;
    wholeThreads -= use.wholeThreads;
    hugePagesMiB -= use.hugePagesMiB;
    memoryMiB -= cell.memoryMiB - use.memoryMiB;
  }
  return threads <= 0 && wholeThreads <= 0 && hugePagesMiB <= 0 && memoryMiB <= 0;
}
