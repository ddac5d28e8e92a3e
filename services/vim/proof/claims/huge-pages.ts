import { judgement, prover } from '../claim.ts';
import type { Expected } from '../expected.ts';

export interface ObservedPages {
  /** Huge pages present under guest RAM, by page size and cell. */
  readonly pages: readonly { readonly pageSizeKiB: number; readonly cell: number; readonly count: number }[];
  /** Guest RAM on pages that are not huge, MiB. */
  readonly smallPagesMiB: number;
  /** Pages of the promised size that the cell's pool has given out, to anybody. */
  readonly givenOutOnCell: number;
}

/** Guest RAM is on exactly this many huge pages of this size on this cell, and the cell's pool agrees. */
export function judgeHugePages(expected: Expected<'huge-pages'>, observed: ObservedPages) {
  const there = observed.pages
    .filter((group) => group.pageSizeKiB === expected.pageSizeKiB && group.cell === expected.cell)
    .reduce((sum, group) => sum + group.count, 0);
  const others = observed.pages.filter(
    (group) => group.pageSizeKiB !== expected.pageSizeKiB || group.cell !== expected.cell,
  );
  return judgement(
    there !== expected.count &&
      `${there} huge pages of ${expected.pageSizeKiB} KiB are on cell ${expected.cell}, not ${expected.count}`,
    ...others.map((group) => `${group.count} pages of ${group.pageSizeKiB} KiB are on cell ${group.cell}`),
    observed.smallPagesMiB > 0 && `${observed.smallPagesMiB} MiB of guest RAM are on small pages`,
    observed.givenOutOnCell < there &&
      `the pool of cell ${expected.cell} has given out only ${observed.givenOutOnCell} pages of that size`,
  );
}

export const hugePages = prover({
  kind: 'huge-pages',
  async read(evidence, claim, expected) {
    const [vnfc, host] = await Promise.all([evidence.vnfc(claim), evidence.host()]);
    const huge = vnfc.ramPages.filter((area) => area.huge);
    const small = vnfc.ramPages.filter((area) => !area.huge);
    const pool = host
      .pools()
      .find((candidate) => candidate.cell === expected.cell && candidate.sizeKiB === expected.pageSizeKiB);
    const kib = (cells: Readonly<Record<number, number>>, size: number) =>
      Object.values(cells).reduce((sum, pages) => sum + pages * size, 0);
    return {
      observed: {
        pages: huge.flatMap((area) =>
          Object.entries(area.cells).map(([cell, count]) => ({
            pageSizeKiB: area.pageSizeKiB,
            cell: Number(cell),
            count,
          })),
        ),
        smallPagesMiB: small.reduce((sum, area) => sum + kib(area.cells, area.pageSizeKiB) / 1024, 0),
        givenOutOnCell: pool === undefined ? 0 : pool.total - pool.free,
      },
      readFrom: `${vnfc.where('numa-maps')}, /sys/devices/system/node/node${expected.cell}/hugepages/hugepages-${expected.pageSizeKiB}kB`,
    };
  },
  judge: judgeHugePages,
});
