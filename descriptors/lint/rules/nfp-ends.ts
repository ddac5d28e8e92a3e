import type { Nfp, NfpPosition, Nsd } from '../../schema/nsd.ts';
import type { Report, Rule } from '../rule.ts';

export const nfpEnds: Rule = {
  code: 'NFV-D062',
  severity: 'error',
  lenient: 'warning',
  title: 'A forwarding path does not begin and end at a SAP.',
  remedy: 'Make the first and the last position elements of SAPs, and put only VNFs between them.',
};

/** SAP, VNFs, SAP: traffic must come from somewhere and go somewhere that is known. */
export function checkNfpEnds(nsd: Nsd, report: Report): void {
  for (const { nfps } of nsd.vnffgs) for (const nfp of nfps) checkOne(nfp, report);
}

function checkOne(nfp: Nfp, report: Report): void {
  const [first] = nfp.positions;
  const last = nfp.positions.at(-1);
  if (first === undefined || last === undefined) return;
  if (!isSap(first))
    report(nfpEnds, first.source, `${nfp.nfpId} begins with ${first.positionId}, which is no SAP`);
  if (!isSap(last))
    report(nfpEnds, last.source, `${nfp.nfpId} ends with ${last.positionId}, which is no SAP`);
  if (first !== last && isSap(first) && isSap(last) && sapOf(first) === sapOf(last))
    report(nfpEnds, last.source, `${nfp.nfpId} begins and ends at the same SAP ${sapOf(last)}`);
  for (const position of nfp.positions.slice(1, -1))
    if (isSap(position))
      report(nfpEnds, position.source, `${nfp.nfpId} passes the SAP ${sapOf(position)} in the middle`);
}

const isSap = (position: NfpPosition): boolean => position.elements.some((e) => e.ingress.kind === 'sap');

function sapOf(position: NfpPosition): string | undefined {
  const [element] = position.elements;
  return element?.ingress.kind === 'sap' ? element.ingress.sapdId : undefined;
}
