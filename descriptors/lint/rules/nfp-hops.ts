import type { CpReference, Nsd } from '../../schema/nsd.ts';
import type { Report, Rule } from '../rule.ts';

export const nfpHops: Rule = {
  code: 'NFV-D061',
  severity: 'error',
  title: 'Ingress and egress of a position element do not belong together.',
  remedy:
    'Name two different connection points of one VNF, first the one packets come in by, then the one they leave by.',
};

/** Both ends of an element lie on the same VNF (or are the same SAP), and no VNF is passed twice. */
export function checkNfpHops(nsd: Nsd, report: Report): void {
  for (const { nfps } of nsd.vnffgs)
    for (const nfp of nfps) {
      const passed = new Map<string, string>();
      for (const position of nfp.positions)
        for (const element of position.elements) {
          const reason = mismatch(element.ingress, element.egress);
          if (reason !== undefined) report(nfpHops, element.source, `${element.elementId}: ${reason}`);
          if (element.ingress.kind !== 'vnf') continue;
          const { vnfProfileId } = element.ingress;
          const before = passed.get(vnfProfileId);
          if (before !== undefined && before !== position.positionId)
            report(
              nfpHops,
              element.source,
              `${nfp.nfpId} passes ${vnfProfileId} at ${before} and again at ${position.positionId}`,
            );
          passed.set(vnfProfileId, position.positionId);
        }
    }
}

function mismatch(ingress: CpReference, egress: CpReference): string | undefined {
  if (ingress.kind === 'sap' || egress.kind === 'sap') {
    const same = ingress.kind === 'sap' && egress.kind === 'sap' && ingress.sapdId === egress.sapdId;
    return same
      ? undefined
      : 'a SAP is its own ingress and egress; it cannot be paired with another connection point';
  }
  if (ingress.vnfProfileId !== egress.vnfProfileId)
    return `packets enter ${ingress.vnfProfileId} and leave ${egress.vnfProfileId}`;
  return undefined;
}
