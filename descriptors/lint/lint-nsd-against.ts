/** An NSD together with the VNFDs it builds on: what neither descriptor shows by itself. */
import type { Diagnostic } from '../schema/diagnostic.ts';
import type { Nsd } from '../schema/nsd.ts';
import type { Vnfd } from '../schema/vnfd.ts';
import { collectFindings, toDiagnostics } from './findings.ts';
import { checkAgainstVnfds } from './rules/vnf-requirement.ts';

/**
 * Every constituent against the VNFD that its descriptor_id names: onboarded, flavour known, external connection
 * points tied. Positions are those of the NSD, in package `packageName`.
 */
export function lintNsdAgainst(nsd: Nsd, vnfds: readonly Vnfd[], packageName: string): Diagnostic[] {
  const findings = collectFindings();
  checkAgainstVnfds(nsd, vnfds, findings.report);
  return toDiagnostics(findings.findings, 'strict', packageName);
}
