import type { Nsd, NsVirtualLink } from '../../schema/nsd.ts';
import type { Report, Rule } from '../rule.ts';

export const segmentation: Rule = {
  code: 'NFV-D064',
  severity: 'error',
  title: 'The segmentation id of a virtual link does not fit its network type.',
  remedy: 'Give a VLAN id from 1 to 4094, a VXLAN or GRE id from 1 to 16777215, and none for a flat network.',
};

const MAX_VLAN = 4094;

/** VLAN ids are 1..4094 (IEEE 802.1Q), VNIs 24 bits; two links of one physical network cannot share an id. */
export function checkSegmentation(nsd: Nsd, report: Report): void {
  const taken = new Map<string, string>();
  for (const link of nsd.virtualLinks) {
    const reason = mismatch(link);
    const place = link.segmentationSource ?? link.source;
    if (reason !== undefined) report(segmentation, place, `${link.virtualLinkId}: ${reason}`);
    if (link.segmentationId === undefined || link.networkType === undefined) continue;
    const key = `${link.physicalNetwork ?? ''}\n${link.networkType}\n${link.segmentationId}`;
    const other = taken.get(key);
    if (other !== undefined)
      report(
        segmentation,
        place,
        `${link.virtualLinkId}: ${link.networkType} ${link.segmentationId} is already that of ${other}`,
      );
    taken.set(key, link.virtualLinkId);
  }
}

function mismatch({ networkType, segmentationId: id }: NsVirtualLink): string | undefined {
  if (id === undefined) return undefined;
  if (networkType === 'flat') return `a flat network has no segmentation id, and ${id} is given`;
  if (networkType === 'vlan' && id > MAX_VLAN) return `${id} is not a VLAN id`;
  return undefined;
}
