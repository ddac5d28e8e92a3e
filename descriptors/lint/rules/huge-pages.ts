import type { VirtualMemory, Vnfd } from '../../schema/vnfd.ts';
import type { Report, Rule } from '../rule.ts';

export const hugePages: Rule = {
  code: 'NFV-D040',
  severity: 'error',
  title: 'The huge pages asked for do not make up the memory.',
  remedy: 'Make virtual_mem_size a multiple of the page size, and requested_size equal to virtual_mem_size.',
};

/** A VM has all its memory in pages of one size, so both must come out even. */
export function checkHugePages(vnfd: Vnfd, report: Report): void {
  for (const { vduId, virtualMemory } of vnfd.vdus) {
    const reason = mismatch(virtualMemory);
    const place = virtualMemory.pageSizeSource ?? virtualMemory.source;
    if (reason !== undefined) report(hugePages, place, `${vduId}: ${reason}`);
  }
}

function mismatch(memory: VirtualMemory): string | undefined {
  const { memoryPageSizeKiB: page, virtualMemSizeMiB: size, hugePagesRequestedMiB: requested } = memory;
  if (page === undefined) return undefined;
  if (page > size * 1024) return `a page of ${page} KiB is larger than the memory of ${size} MiB`;
  if ((size * 1024) % page !== 0) return `${size} MiB are not a whole number of pages of ${page} KiB`;
  if (requested !== undefined && requested !== size)
    return `${requested} MiB are asked for in huge pages, but virtual_mem_size is ${size} MiB`;
  return undefined;
}
