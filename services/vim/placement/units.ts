/** Splits a request into units: VNFCs that must share a host, together with the host where that is given. */
import type { PlacementRequest, VnfcDemand } from './model.ts';

export interface PlacementUnit {
  readonly vnfcs: readonly VnfcDemand[];
  /** Hosts the request fixes it to: none, one, or a contradiction. */
  readonly fixedTo: readonly { readonly hostId: string; readonly because: string }[];
  /** Equal for units that ask for the same things of any host. */
  readonly signature: string;
}

export function placementUnits(request: PlacementRequest): PlacementUnit[] {
  const leader = new Map(request.vnfcs.map((vnfc) => [vnfc.key, vnfc.key]));
  const find = (key: string): string => {
    const up = leader.get(key);
    if (up === undefined) throw new Error(`placement names VNFC ${key}, which the request does not have`);
    return up === key ? key : find(up);
  };
  const join = (keys: readonly string[]) => {
    const [first, ...rest] = keys;
    if (first !== undefined) for (const key of rest) leader.set(find(key), find(first));
  };
  for (const group of request.sameHost) join(group.keys);
  const members = new Map<string, VnfcDemand[]>();
  for (const vnfc of request.vnfcs) {
    const root = find(vnfc.key);
    members.set(root, [...(members.get(root) ?? []), vnfc]);
  }
  return [...members].map(([root, vnfcs]) => {
    const fixedTo = request.fixedHosts.filter((fixed) => fixed.keys.some((key) => find(key) === root));
    const signature = `${vnfcs.map(demandSignature).join()}@${[...new Set(fixedTo.map((f) => f.hostId))].join()}`;
    return { vnfcs, fixedTo, signature };
  });
}

const signatures = new WeakMap<VnfcDemand, string>();

/** Equal for VNFCs that ask for the same things. Kept per demand: every host asks for it again. */
export function demandSignature(v: VnfcDemand): string {
  const known = signatures.get(v);
  if (known !== undefined) return known;
  const vfs = v.vfs.map((vf) => `${vf.numaLocal ? 'local' : 'any'}:${vf.physicalNetwork ?? ''}`);
  const cpus = v.dedicated ? (v.threadPolicy ?? 'prefer') : 'shared';
  const signature = JSON.stringify([v.vcpuCount, cpus, v.memoryMiB, v.pageSizeKiB, v.vhostUserPorts, vfs]);
  signatures.set(v, signature);
  return signature;
}
