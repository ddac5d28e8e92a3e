/** Turns "this cell, that PF" into exact CPUs and VFs, always the lowest free ids, and says why in one sentence. */
import { pickCpus } from './cell-cpus.ts';
import { pageSizeText } from './explain.ts';
import type { HostFit, VnfcFit } from './fit.ts';
import { pageCountOf } from './fit.ts';
import type { FreeCell, FreeHost } from './free-host.ts';
import type { VnfcDemand, VnfcPlacement } from './model.ts';

export interface HandedOut {
  readonly placement: VnfcPlacement;
  readonly reason: string;
}

export function handOut(host: FreeHost, vnfcs: readonly VnfcDemand[], fit: HostFit): HandedOut[] {
  const nextVf = host.pfs.map(() => 0);
  const takeVf = (key: string, pfIndex: number) => {
    const pf = host.pfs[pfIndex];
    const position = nextVf[pfIndex] ?? 0;
    const vf = pf?.vfs[position];
    if (pf === undefined || vf === undefined) throw new Error(`no VF is left for ${key}`);
    nextVf[pfIndex] = position + 1;
    return { key, pfName: pf.name, vfIndex: vf.index, vfAddress: vf.address };
  };
  return host.cells.flatMap((cell, cellIndex) => {
    const here = vnfcs.flatMap((vnfc, i) => {
      const vnfcFit = fit.vnfcs[i];
      return vnfcFit?.cellIndex === cellIndex ? [{ vnfc, vnfcFit }] : [];
    });
    const cpus = pickCpus(
      cell,
      here.map(({ vnfc }) => vnfc),
    );
    return here.map(({ vnfc, vnfcFit }, i): HandedOut => {
      const placement: VnfcPlacement = {
        key: vnfc.key,
        hostId: host.hostId,
        cell: cell.id,
        vcpuPins: cpus[i]?.vcpuPins ?? null,
        siblingCpus: cpus[i]?.siblingCpus ?? [],
        sharedCpus: cpus[i]?.sharedCpus ?? [],
        emulatorCpus: cell.emulatorCpus,
        pageCount: pageCountOf(vnfc),
        vfs: vnfc.vfs.map((vf, v) => takeVf(vf.key, vnfcFit.pfIndexes[v] ?? -1)),
      };
      return { placement, reason: reasonFor(host, cell, vnfc, vnfcFit, placement) };
    });
  });
}

function reasonFor(
  host: FreeHost,
  cell: FreeCell,
  vnfc: VnfcDemand,
  fit: VnfcFit,
  placed: VnfcPlacement,
): string {
  const parts: string[] = [];
  parts.push(
    placed.vcpuPins === null
      ? `shares CPU ${placed.sharedCpus.join(', ')}`
      : `CPU ${placed.vcpuPins.join(', ')} of ${cell.freeThreads} free`,
  );
  const pool = vnfc.pageSizeKiB === null ? undefined : cell.pages.get(vnfc.pageSizeKiB);
  parts.push(
    vnfc.pageSizeKiB === null || pool === undefined
      ? `${vnfc.memoryMiB} of ${cell.memoryMiB} MiB free`
      : `${placed.pageCount} of ${pool.free} free pages of ${pageSizeText(vnfc.pageSizeKiB)}`,
  );
  vnfc.vfs.forEach((demand, i) => {
    const vf = placed.vfs[i];
    const local = host.pfs[fit.pfIndexes[i] ?? -1]?.cellIndex === fit.cellIndex;
    const where = demand.numaLocal ? 'its cell, as it must be' : local ? 'its cell' : 'another cell';
    parts.push(`VF ${vf?.vfIndex} of ${vf?.pfName} on ${where}`);
  });
  if (vnfc.vhostUserPorts > 0 && !cell.hasPmd) parts.push('no PMD polls this cell, another cell’s will');
  return `${vnfc.label}: host ${host.name}, cell ${cell.id}: ${parts.join('; ')}`;
}
