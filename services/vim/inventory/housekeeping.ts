import type { CapabilityCell } from './capabilities.ts';

/**
 * CPUs kept for the host itself and for emulator threads: on each cell the lowest CPU that polls nothing, with the
 * threads of its core. Every cell needs its own, because QEMU's threads that fill a guest's memory must run on the
 * memory's cell. A cell where every core polls has none, which makes it unfit for guests.
 */
export function chooseHousekeepingCpus(
  cells: readonly CapabilityCell[],
  pmdCpus: readonly number[],
): readonly number[] {
  const polling = new Set(pmdCpus);
  return cells.flatMap((cell) => {
    const own = cell.cpus.find((cpu) => ![cpu.id, ...cpu.siblings].some((id) => polling.has(id)));
    return own === undefined ? [] : [...new Set([own.id, ...own.siblings])].sort((a, b) => a - b);
  });
}
