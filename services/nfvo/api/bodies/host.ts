/** A host as the API shows it: never its key, not even where the key stands. */
import type { NsPlan } from '../../plan/model.ts';
import type { ComputeHost } from '../../store/hosts.ts';
import type { HostBody } from '../schemas/hosts.ts';

export function toHostBody(row: ComputeHost, livePlans: readonly NsPlan[]): HostBody {
  const self = `/netwright/v1/hosts/${row.id}`;
  return {
    id: row.id,
    name: row.name,
    url: row.url,
    hostKeySha256: row.hostKeySha256,
    physicalNetworks: row.physicalNetworks as HostBody['physicalNetworks'],
    inventory: row.inventory as HostBody['inventory'],
    addedAt: row.addedAt.toISOString(),
    nsInstanceIds: livePlans.filter((plan) => usesHost(plan, row.id)).map((plan) => plan.nsInstanceId),
    _links: { self: { href: self }, snapshot: { href: `${self}/snapshot` } },
  };
}

export function usesHost(plan: NsPlan, hostId: string): boolean {
  const { vnfs, saps, virtualLinks, paths } = plan;
  return [...vnfs.flatMap((vnf) => vnf.vnfcs), ...saps, ...virtualLinks, ...paths].some(
    (x) => x.hostId === hostId,
  );
}
