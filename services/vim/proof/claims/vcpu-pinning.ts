import { formatCpuList, parseCpuList } from '../../cpu-list.ts';
import { judgement, prover } from '../claim.ts';
import type { Expected } from '../expected.ts';
import { vcpuThreads } from './vcpu-count.ts';

export interface ObservedPinning {
  /** The kernel's `Cpus_allowed_list` of each vCPU thread, in vCPU order. */
  readonly affinities: readonly string[];
  /** Other guests' vCPU threads and the switch's polling threads that may run on the same CPUs. */
  readonly intruders: readonly { readonly thread: string; readonly cpus: string }[];
  /** CPUs of OVS's pmd-cpu-mask. */
  readonly pmdMask: string;
}

/** Dedicated CPUs (SOL001 cpuPinningPolicy static): each vCPU on exactly its CPU, and nobody else's thread there. */
export function judgeVcpuPinning(expected: Expected<'vcpu-pinning'>, observed: ObservedPinning) {
  const masked = expected.pins.filter((cpu) => parseCpuList(observed.pmdMask).includes(cpu));
  return judgement(
    observed.affinities.length !== expected.pins.length &&
      `QEMU runs ${observed.affinities.length} vCPU threads, not ${expected.pins.length}`,
    ...expected.pins.map((cpu, vcpu) => {
      const affinity = observed.affinities[vcpu];
      return (
        affinity !== undefined &&
        affinity !== `${cpu}` &&
        `vCPU ${vcpu} may run on CPU ${affinity}, not on ${cpu} only`
      );
    }),
    ...observed.intruders.map((other) => `${other.thread} may run on CPU ${other.cpus} too`),
    masked.length > 0 && `pmd-cpu-mask names CPU ${formatCpuList(masked)}`,
  );
}

export const vcpuPinning = prover({
  kind: 'vcpu-pinning',
  async read(evidence, claim, expected) {
    const [vnfc, host] = await Promise.all([evidence.vnfc(claim), evidence.host()]);
    const own = vcpuThreads(vnfc);
    const others = [...host.vcpuThreads().filter((thread) => thread.pid !== vnfc.pid), ...host.pmdThreads()];
    const shared = (cpus: readonly number[]) => cpus.filter((cpu) => expected.pins.includes(cpu));
    return {
      observed: {
        affinities: own.map((thread) => formatCpuList(thread.cpus)),
        intruders: others
          .filter((thread) => shared(thread.cpus).length > 0)
          .map((thread) => ({
            thread: `thread ${thread.name} of process ${thread.pid}`,
            cpus: formatCpuList(shared(thread.cpus)),
          })),
        pmdMask: formatCpuList(host.pmdMask()),
      },
      readFrom:
        own.map((thread) => `/proc/${vnfc.pid}/task/${thread.tid}/status`).join(', ') ||
        vnfc.where('threads'),
    };
  },
  judge: judgeVcpuPinning,
});
