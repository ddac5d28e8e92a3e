import { formatCpuList } from '../../cpu-list.ts';
import { judgement, prover } from '../claim.ts';
import type { Expected } from '../expected.ts';
import type { VnfcReading } from '../vnfc-reading.ts';
import { vcpuThreads } from './vcpu-count.ts';

export interface ObservedPlacement {
  /** Memory policies of the guest's RAM: `bind:1`. */
  readonly policies: readonly string[];
  /** MiB of guest RAM present by cell. */
  readonly mibByCell: Readonly<Record<string, number>>;
}

/** Where the guest's RAM really is. */
export function ramPlacement(vnfc: Pick<VnfcReading, 'ramPages'>): ObservedPlacement {
  const mibByCell: Record<string, number> = {};
  for (const area of vnfc.ramPages) {
    for (const [cell, pages] of Object.entries(area.cells)) {
      mibByCell[cell] = (mibByCell[cell] ?? 0) + (pages * area.pageSizeKiB) / 1024;
    }
  }
  return { policies: [...new Set(vnfc.ramPages.map((area) => area.policy))], mibByCell };
}

export interface ObservedCell extends ObservedPlacement {
  /** vCPU threads that may run outside the expected cell. */
  readonly strayVcpus: readonly { readonly thread: string; readonly cpus: string }[];
}

/** Strict placement: memory bound to the cell with every page there, and no vCPU that may run elsewhere. */
export function judgeNumaCell(expected: Expected<'numa-cell'>, observed: ObservedCell) {
  const wanted = `bind:${expected.cell}`;
  const elsewhere = Object.entries(observed.mibByCell).filter(([cell]) => Number(cell) !== expected.cell);
  return judgement(
    observed.policies.length === 0 && 'QEMU maps no shared guest RAM',
    ...observed.policies
      .filter((policy) => policy !== wanted && policy !== `${wanted}=static`)
      .map((policy) => `the memory policy is ${policy}, not ${wanted}`),
    ...elsewhere.map(([cell, mib]) => `${mib} MiB are on cell ${cell}, not on cell ${expected.cell}`),
    observed.policies.length > 0 &&
      Object.keys(observed.mibByCell).length === 0 &&
      'no page of guest RAM is present',
    ...observed.strayVcpus.map(
      ({ thread, cpus }) => `${thread} may run on CPU ${cpus}, outside cell ${expected.cell}`,
    ),
  );
}

export const numaCell = prover({
  kind: 'numa-cell',
  async read(evidence, claim, expected) {
    const [vnfc, host] = await Promise.all([evidence.vnfc(claim), evidence.host()]);
    const cellCpus = host.cellCpus().get(expected.cell) ?? [];
    const strayVcpus = vcpuThreads(vnfc)
      .map(({ name, cpus }) => ({ thread: name, outside: cpus.filter((cpu) => !cellCpus.includes(cpu)) }))
      .filter(({ outside }) => outside.length > 0)
      .map(({ thread, outside }) => ({ thread, cpus: formatCpuList(outside) }));
    return {
      observed: { ...ramPlacement(vnfc), strayVcpus },
      readFrom: `${vnfc.where('numa-maps')}, ${vnfc.where('threads')}`,
    };
  },
  judge: judgeNumaCell,
});
