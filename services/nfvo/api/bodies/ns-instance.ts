/** NsInstance (SOL005 clause 6.5.2.8): the row, and what its plan says it is made of. */
import type { Queryable } from '#kernel/database.ts';
import type { NsPlan } from '../../plan/model.ts';
import type { NsInstance } from '../../store/ns-instances.ts';
import { loadPlan } from '../../store/plans.ts';
import type { NsInstanceBody } from '../schemas/network-services.ts';

export async function toNsInstanceBody(db: Queryable, row: NsInstance): Promise<NsInstanceBody> {
  const self = `/nslcm/v1/ns_instances/${row.id}`;
  const own = `/netwright/v1/ns_instances/${row.id}`;
  const plan = row.planHash === null ? undefined : await loadPlan(db, row.planHash);
  return {
    id: row.id,
    nsInstanceName: row.name,
    nsInstanceDescription: row.description,
    nsdId: row.nsdId,
    nsdInfoId: row.nsdInfoId,
    ...(row.flavourId === null ? {} : { flavourId: row.flavourId }),
    ...constituents(plan),
    nsState: row.state,
    ...(row.planHash === null ? {} : { planHash: row.planHash }),
    _links: {
      self: { href: self },
      ...(row.planHash === null
        ? { instantiate: { href: `${self}/instantiate` } }
        : { terminate: { href: `${self}/terminate` } }),
      plan: { href: `${own}/plan` },
      proof: { href: `${own}/proof` },
    },
  };
}

function constituents(
  plan: NsPlan | undefined,
): Pick<NsInstanceBody, 'vnfInstance' | 'virtualLinkInfo' | 'sapInfo' | 'vnffgInfo'> {
  const instanceOf = new Map(plan?.vnfs.map((vnf) => [vnf.vnfProfileId, vnf.vnfInstanceId]));
  return {
    vnfInstance: (plan?.vnfs ?? []).map((vnf) => ({
      id: vnf.vnfInstanceId,
      vnfdId: vnf.vnfdId,
      vnfProfileId: vnf.vnfProfileId,
      vnfProductName: vnf.productName,
    })),
    virtualLinkInfo: (plan?.virtualLinks ?? []).map((vl) => ({
      id: vl.vlId,
      nsVirtualLinkDescId: vl.virtualLinkId,
    })),
    sapInfo: (plan?.saps ?? []).map((sap) => ({
      id: sap.sapId,
      sapdId: sap.sapdId,
      hostId: sap.hostId,
      interface: sap.interfaceName,
    })),
    vnffgInfo: (plan?.paths ?? []).map((path) => ({
      id: path.pathId,
      vnffgdId: path.vnffgId,
      nfpId: path.nfpId,
      vnfInstanceId: path.hops.flatMap((hop) => instanceOf.get(hop.vnfProfileId) ?? []),
    })),
  };
}
