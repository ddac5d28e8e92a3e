/** NsdInfo (SOL005 clause 5.5.2.2). */
import type { NsDescriptor } from '../../store/ns-descriptors.ts';
import type { NsdInfo } from '../schemas/packages.ts';

export function toNsdInfo(row: NsDescriptor): NsdInfo {
  const self = `/nsd/v1/ns_descriptors/${row.id}`;
  const { nsd } = row;
  return {
    id: row.id,
    ...(nsd === null
      ? {}
      : {
          nsdId: nsd.nsdId,
          nsdName: nsd.name,
          nsdVersion: nsd.version,
          nsdDesigner: nsd.designer,
          nsdInvariantId: nsd.invariantId,
          nsdFlavourId: nsd.flavourId,
          vnfPkgIds: [...row.vnfPkgIds],
        }),
    nsdOnboardingState: row.onboardingState,
    ...(row.failure === null ? {} : { onboardingFailureDetails: row.failure }),
    nsdOperationalState: row.operationalState,
    nsdUsageState: row.inUse ? 'IN_USE' : 'NOT_IN_USE',
    userDefinedData: { ...row.userDefinedData },
    _links: { self: { href: self }, nsd_content: { href: `${self}/nsd_content` } },
  };
}
