import { judgement, prover } from '../claim.ts';
import type { Expected } from '../expected.ts';

export interface ObservedMemory {
  readonly memoryMiB: number;
}

/** The shared memory QEMU maps as guest RAM has the size of virtualMemory.virtualMemSize. */
export function judgeMemorySize(expected: Expected<'memory-size'>, observed: ObservedMemory) {
  return judgement(
    observed.memoryMiB !== expected.memoryMiB &&
      `guest RAM is ${observed.memoryMiB} MiB, not ${expected.memoryMiB} MiB`,
  );
}

export const memorySize = prover({
  kind: 'memory-size',
  async read(evidence, claim) {
    const vnfc = await evidence.vnfc(claim);
    // The same memory mapped twice counts once.
    const regions = new Map(vnfc.ram.map((region) => [region.inode, region.sizeKiB]));
    const sizeKiB = [...regions.values()].reduce((sum, size) => sum + size, 0);
    return { observed: { memoryMiB: sizeKiB / 1024 }, readFrom: vnfc.where('maps') };
  },
  judge: judgeMemorySize,
});
