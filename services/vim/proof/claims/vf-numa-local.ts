import { judgement, prover } from '../claim.ts';
import type { Expected } from '../expected.ts';
import { ramPlacement } from './numa-cell.ts';

export interface ObservedLocality {
  /** NUMA cell of the VF by firmware; -1 where it does not say. */
  readonly vfCell: number;
  /** MiB of the guest's RAM by cell. */
  readonly mibByCell: Readonly<Record<string, number>>;
}

/** pciDeviceLocalToNumaNode required: NIC and guest RAM are on the same, promised, cell. */
export function judgeVfNumaLocal(expected: Expected<'vf-numa-local'>, observed: ObservedLocality) {
  const cells = Object.keys(observed.mibByCell).map(Number);
  return judgement(
    observed.vfCell !== expected.cell && `the VF is on cell ${observed.vfCell}, not ${expected.cell}`,
    cells.length === 0 && 'no page of guest RAM is present',
    ...cells
      .filter((cell) => cell !== observed.vfCell)
      .map(
        (cell) =>
          `${observed.mibByCell[cell]} MiB of guest RAM are on cell ${cell}, the VF is on ${observed.vfCell}`,
      ),
  );
}

export const vfNumaLocal = prover({
  kind: 'vf-numa-local',
  async read(evidence, claim, expected) {
    const [vnfc, host] = await Promise.all([evidence.vnfc(claim), evidence.host()]);
    return {
      observed: {
        vfCell: host.vfDevice(expected.vfAddress).numaNode,
        mibByCell: ramPlacement(vnfc).mibByCell,
      },
      readFrom: `/sys/bus/pci/devices/${expected.vfAddress}/numa_node, ${vnfc.where('numa-maps')}`,
    };
  },
  judge: judgeVfNumaLocal,
});
