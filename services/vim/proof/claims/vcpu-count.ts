import { judgement, prover } from '../claim.ts';
import type { Expected } from '../expected.ts';
import type { ThreadReading, VnfcReading } from '../vnfc-reading.ts';

export interface ObservedVcpus {
  readonly count: number;
  /** Thread names: `CPU 0/KVM`. */
  readonly threads: readonly string[];
}

/** Threads named `CPU n/KVM` (or `CPU n/TCG`), in vCPU order. */
export function vcpuThreads(vnfc: Pick<VnfcReading, 'threads'>): ThreadReading[] {
  const number = (thread: ThreadReading) => Number(/^CPU (\d+)\//.exec(thread.name)?.[1] ?? Number.NaN);
  return vnfc.threads.filter((thread) => !Number.isNaN(number(thread))).sort((a, b) => number(a) - number(b));
}

/** The guest has as many vCPU threads as virtualCpu.numVirtualCpu says. */
export function judgeVcpuCount(expected: Expected<'vcpu-count'>, observed: ObservedVcpus) {
  return judgement(
    observed.count !== expected.count && `QEMU runs ${observed.count} vCPU threads, not ${expected.count}`,
  );
}

export const vcpuCount = prover({
  kind: 'vcpu-count',
  async read(evidence, claim) {
    const vnfc = await evidence.vnfc(claim);
    const threads = vcpuThreads(vnfc).map((thread) => thread.name);
    return { observed: { count: threads.length, threads }, readFrom: vnfc.where('threads') };
  },
  judge: judgeVcpuCount,
});
