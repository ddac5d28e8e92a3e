/**
 * What a placement costs: the future VNFCs that no longer fit. Free cores count for nothing where the pages are
 * gone, and a cell with VFs is worth more than one without, so plain VNFCs keep away from scarce VFs and fill
 * cells that are good for little else.
 */

/** Free resources of one cell as far as a future VNFC cares. */
export interface CellRest {
  /** Threads of cores that are free as a whole. */
  readonly wholeThreads: number;
  readonly hugePagesMiB: number;
  /** Free VFs: of any network first, then of each physical network the host is wired to. */
  readonly vfs: readonly number[];
}

/** VNFCs an operator is likely to ask for next; the bigger one outweighs all smaller ones it holds. */
const catalogue = [
  { threads: 1, hugePagesMiB: 256, vfs: 0, weight: 1 },
  { threads: 1, hugePagesMiB: 256, vfs: 1, weight: 2 },
  { threads: 2, hugePagesMiB: 1024, vfs: 0, weight: 4 },
  { threads: 2, hugePagesMiB: 1024, vfs: 1, weight: 8 },
  { threads: 4, hugePagesMiB: 4096, vfs: 0, weight: 16 },
  { threads: 4, hugePagesMiB: 4096, vfs: 2, weight: 32 },
  { threads: 8, hugePagesMiB: 8192, vfs: 0, weight: 64 },
  { threads: 8, hugePagesMiB: 8192, vfs: 2, weight: 128 },
] as const;

/**
 * Weighted number of catalogue VNFCs the cell could still take, each kind on its own. A VNFC with VFs counts once
 * per physical network it could be for, so a cell that alone reaches a network is spared for those who need it.
 */
export function cellWorth(rest: CellRest): number {
  let worth = 0;
  for (const flavour of catalogue) {
    let fits = Math.floor(rest.wholeThreads / flavour.threads);
    fits = Math.min(fits, Math.floor(rest.hugePagesMiB / flavour.hugePagesMiB));
    if (flavour.vfs === 0) worth += fits * flavour.weight;
    else for (const vfs of rest.vfs) worth += Math.min(fits, Math.floor(vfs / flavour.vfs)) * flavour.weight;
  }
  return worth;
}

/** Added per port or VF that would work across cells: more than any difference in worth. */
export const remotePenalty = 1e9;
