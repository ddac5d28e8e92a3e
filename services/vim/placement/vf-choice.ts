/** Which PF each VF demand of one VNFC can come from. */
import type { FreeHost } from './free-host.ts';
import type { VfDemand } from './model.ts';

/** True where a VF of this PF, wherever free, would do for the demand on this cell. */
export function pfServes(host: FreeHost, pfIndex: number, vf: VfDemand, cellIndex: number): boolean {
  const pf = host.pfs[pfIndex];
  if (pf === undefined) return false;
  if (vf.numaLocal && pf.cellIndex !== cellIndex) return false;
  return vf.physicalNetwork === undefined || pf.networks.has(vf.physicalNetwork);
}

/** True where free VFs for all the demands exist at once, for a VNFC on this cell. */
export function vfsFit(host: FreeHost, vfs: readonly VfDemand[], cellIndex: number): boolean {
  const none = host.pfs.map(() => 0);
  return pfCombinations(host, vfs, cellIndex, none).length > 0;
}

/** PF per VF demand, each combination once (equal demands in ascending PF order), local PFs first. */
export function pfCombinations(
  host: FreeHost,
  vfs: readonly VfDemand[],
  cellIndex: number,
  vfsUsed: readonly number[],
): number[][] {
  if (vfs.length === 0) return [[]];
  const preferred = host.pfs
    .map((pf, i) => ({
      i,
      remote: pf.cellIndex === cellIndex ? 0 : 1,
      left: pf.vfs.length - (vfsUsed[i] ?? 0),
    }))
    .sort((a, b) => a.remote - b.remote || a.left - b.left || a.i - b.i);
  const rank = new Map(preferred.map((p, r) => [p.i, r]));
  const combinations: number[][] = [];
  const used = [...vfsUsed];
  const picked: number[] = [];
  const pick = (index: number) => {
    const vf = vfs[index];
    if (vf === undefined) {
      combinations.push([...picked]);
      return;
    }
    const twin = vfs.findLastIndex((other, j) => j < index && sameDemand(other, vf));
    const from = twin < 0 ? 0 : (rank.get(picked[twin] ?? -1) ?? 0);
    for (const { i } of preferred.slice(from)) {
      if ((used[i] ?? 0) >= (host.pfs[i]?.vfs.length ?? 0) || !pfServes(host, i, vf, cellIndex)) continue;
      used[i] = (used[i] ?? 0) + 1;
      picked.push(i);
      pick(index + 1);
      picked.pop();
      used[i] = (used[i] ?? 0) - 1;
    }
  };
  pick(0);
  return combinations;
}

const sameDemand = (a: VfDemand, b: VfDemand) =>
  a.physicalNetwork === b.physicalNetwork && a.numaLocal === b.numaLocal;
