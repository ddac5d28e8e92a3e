import { formatCpuList, parseCpuList, sameCpus } from '../../cpu-list.ts';
import { judgement, prover } from '../claim.ts';
import type { Expected } from '../expected.ts';
import { vcpuThreads } from './vcpu-count.ts';

export interface ObservedEmulator {
  readonly mainThread: string;
  /** Every thread of QEMU that is no vCPU, by name and CPUs. */
  readonly threads: readonly { readonly name: string; readonly cpus: string }[];
}

/** QEMU's main thread is kept on exactly these CPUs, and none of its other non-vCPU threads leaves them. */
export function judgeEmulatorPlacement(expected: Expected<'emulator-placement'>, observed: ObservedEmulator) {
  const wanted = formatCpuList(expected.cpus);
  const astray = observed.threads.filter((thread) =>
    parseCpuList(thread.cpus).some((cpu) => !expected.cpus.includes(cpu)),
  );
  return judgement(
    !sameCpus(parseCpuList(observed.mainThread), expected.cpus) &&
      `the main thread may run on CPU ${observed.mainThread}, not on ${wanted}`,
    ...astray.map((thread) => `thread ${thread.name} may run on CPU ${thread.cpus}, outside ${wanted}`),
  );
}

export const emulatorPlacement = prover({
  kind: 'emulator-placement',
  async read(evidence, claim) {
    const vnfc = await evidence.vnfc(claim);
    const vcpus = vcpuThreads(vnfc);
    const rest = vnfc.threads.filter((thread) => !vcpus.includes(thread));
    return {
      observed: {
        mainThread: formatCpuList(rest.find((thread) => thread.tid === vnfc.pid)?.cpus ?? []),
        threads: rest
          .filter((thread) => thread.tid !== vnfc.pid)
          .map((thread) => ({ name: thread.name, cpus: formatCpuList(thread.cpus) })),
      },
      readFrom: `/proc/${vnfc.pid}/status, ${vnfc.where('threads')}`,
    };
  },
  judge: judgeEmulatorPlacement,
});
