import type { VirtualCpu, Vnfd } from '../../schema/vnfd.ts';
import type { Report, Rule } from '../rule.ts';

export const cpuPinning: Rule = {
  code: 'NFV-D041',
  severity: 'error',
  lenient: 'warning',
  title: 'The CPU pinning asked for does not fit the number of virtual CPUs.',
  remedy:
    'Give at most one pinning rule per virtual CPU, and an even number of CPUs where whole cores are required.',
};

/** Pinning rules and thread policies against num_virtual_cpu. */
export function checkCpuPinning(vnfd: Vnfd, report: Report): void {
  for (const { vduId, virtualCpu } of vnfd.vdus) {
    const reason = mismatch(virtualCpu);
    const place = virtualCpu.pinningSource ?? virtualCpu.source;
    if (reason !== undefined) report(cpuPinning, place, `${vduId}: ${reason}`);
  }
}

function mismatch(cpu: VirtualCpu): string | undefined {
  const rules = cpu.virtualCpuPinningRule?.length ?? 0;
  if (rules > cpu.numVirtualCpu) return `${rules} pinning rules for ${cpu.numVirtualCpu} virtual CPUs`;
  if (rules > 0 && cpu.virtualCpuPinningPolicy !== 'static') return 'pinning rules need the policy static';
  if (cpu.logicalCpuThreadPinningPolicy === undefined) return undefined;
  if (cpu.virtualCpuPinningPolicy !== 'static')
    return `thread policy ${cpu.logicalCpuThreadPinningPolicy} needs dedicated CPUs (static, or logicalCpuPinningPolicy dedicated)`;
  if (cpu.logicalCpuThreadPinningPolicy === 'require' && cpu.numVirtualCpu % 2 !== 0)
    return `thread policy require fills whole cores of two threads, and ${cpu.numVirtualCpu} is odd`;
  return undefined;
}
