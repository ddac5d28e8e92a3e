/**
 * Network forwarding paths tied to SAPs and VNFC ports: SAP, VNFs as bumps in the wire, SAP. A shape the switch
 * cannot carry honestly is refused here, with the reason: a balanced hop, a one-armed VNF, an SR-IOV port (its
 * packets never meet the switch), a port that two paths would share.
 */
import type { CpReference, Nfp, NfpPosition } from '#descriptors/index.ts';
import { NetwrightError } from '#kernel/errors.ts';
import { planErrors } from './errors.ts';
import type { PathRule } from './model.ts';
import { pathRules } from './path-rules.ts';
import type { ResolvedNs, ResolvedSap, ResolvedVnfc } from './resolve-ns.ts';

export interface ResolvedHop {
  readonly positionId: string;
  readonly vnfProfileId: string;
  readonly vnfc: ResolvedVnfc;
  /** cpdIds of the VNFC's ports, in forward direction. */
  readonly ingressCpdId: string;
  readonly egressCpdId: string;
}

export interface ResolvedPath {
  readonly vnffgId: string;
  readonly nfp: Nfp;
  readonly virtualLinkId: string;
  readonly hostId: string;
  readonly ingressSap: ResolvedSap;
  readonly egressSap: ResolvedSap;
  readonly hops: readonly ResolvedHop[];
  readonly rules: readonly PathRule[];
}

/** Throws SFC_PATH_SHAPE, SFC_HOP_UNSUITABLE, SFC_RULE_UNSUITABLE, SFC_SEVERAL_HOSTS, SFC_TRAIL_TOO_LONG. */
export function resolvePaths(ns: ResolvedNs): ResolvedPath[] {
  const usedBy = new Map<string, string>();
  return ns.nsd.vnffgs.flatMap((vnffg) =>
    vnffg.nfps.map((nfp): ResolvedPath => {
      const [ingressSap, egressSap] = pathEnds(ns, nfp);
      const hops = nfp.positions.slice(1, -1).map((position) => resolveHop(ns, nfp, position));
      if (hops.length === 0) throw shape(nfp, 'it has no VNF between its SAPs');
      for (const hop of hops) claimPorts(usedBy, nfp, hop);
      if (hops.filter((hop) => hop.vnfc.vdu.dscpTrailDigit !== undefined).length > 3) {
        throw new NetwrightError(
          planErrors.SFC_TRAIL_TOO_LONG,
          `Path ${nfp.nfpId}: more than 3 of its ${hops.length} hops leave a mark.`,
          { source: nfp.source },
        );
      }
      return {
        vnffgId: vnffg.vnffgId,
        nfp,
        virtualLinkId: ingressSap.sapd.virtualLinkId,
        hostId: ingressSap.attachment.hostId,
        ingressSap,
        egressSap,
        hops,
        rules: pathRules(nfp),
      };
    }),
  );
}

function pathEnds(ns: ResolvedNs, nfp: Nfp): [ResolvedSap, ResolvedSap] {
  const ends = [nfp.positions[0], nfp.positions.at(-1)].map((position) => {
    const element = position?.elements[0];
    if (element?.ingress.kind !== 'sap' || position?.elements.length !== 1)
      throw shape(nfp, 'it must start and end at one SAP each');
    const { sapdId } = element.ingress;
    const sap = ns.saps.find((s) => s.sapd.sapdId === sapdId);
    if (sap === undefined) throw shape(nfp, `the NSD has no SAP ${sapdId}`);
    return sap;
  });
  const [ingress, egress] = ends;
  if (ingress === undefined || egress === undefined || ingress === egress)
    throw shape(nfp, 'its two ends must be different SAPs');
  const [from, to] = [ingress.sapd.sapdId, egress.sapd.sapdId];
  if (ingress.attachment.hostId !== egress.attachment.hostId) {
    throw new NetwrightError(
      planErrors.SFC_SEVERAL_HOSTS,
      `Path ${nfp.nfpId}: ${from} and ${to} are attached on different hosts.`,
      { source: nfp.source },
    );
  }
  if (ingress.sapd.virtualLinkId !== egress.sapd.virtualLinkId)
    throw shape(nfp, `${from} and ${to} are on different virtual links, so unmatched traffic had no way`);
  return [ingress, egress];
}

function resolveHop(ns: ResolvedNs, nfp: Nfp, position: NfpPosition): ResolvedHop {
  const fail = (reason: string) =>
    new NetwrightError(
      planErrors.SFC_HOP_UNSUITABLE,
      `Path ${nfp.nfpId}, position ${position.positionId}: ${reason}.`,
      { source: position.source },
    );
  const [element, ...others] = position.elements;
  if (element === undefined) throw fail('it has no element');
  if (others.length > 0) throw fail('it has several elements, and balanced hops are not in this release');
  const [ingress, egress] = [vnfEnd(element.ingress), vnfEnd(element.egress)];
  if (ingress === null || egress === null) throw fail('a SAP can only be the first or the last position');
  if (ingress.vnfProfileId !== egress.vnfProfileId)
    throw fail('its two connection points are of different VNFs');
  const { vnfProfileId } = ingress;
  const vnf = ns.vnfs.find((candidate) => candidate.profile.vnfProfileId === vnfProfileId);
  if (vnf === undefined) throw fail(`the NSD has no VNF ${vnfProfileId}`);
  const portOf = (requirement: string) => {
    const vnfcs = vnf.vnfcs.filter((vnfc) => vnfc.ports.some((port) => port.requirement === requirement));
    const [vnfc] = vnfcs;
    const port = vnfc?.ports.find((candidate) => candidate.requirement === requirement);
    if (vnfc === undefined || port === undefined)
      throw fail(`${vnfProfileId} has no connection point ${requirement}`);
    if (vnfcs.length > 1)
      throw fail(
        `${vnfcs.length} VNFCs stand behind ${requirement}, and balanced hops are not in this release`,
      );
    if (port.cp.interfaceKind !== 'vhost-user')
      throw fail(`${requirement} is an SR-IOV port, whose packets never meet the switch`);
    return { vnfc, port };
  };
  const [left, right] = [portOf(ingress.requirement), portOf(egress.requirement)];
  if (left.vnfc !== right.vnfc) throw fail('its two connection points are of different VDUs');
  if (left.port === right.port)
    throw fail('packets would come back by the port they went in, so direction is lost');
  return {
    positionId: position.positionId,
    vnfProfileId,
    vnfc: left.vnfc,
    ingressCpdId: left.port.cp.cpdId,
    egressCpdId: right.port.cp.cpdId,
  };
}

const vnfEnd = (cp: CpReference) => (cp.kind === 'vnf' ? cp : null);

/** The port a packet comes back by is all that tells its path, so a port serves one path, once. */
function claimPorts(usedBy: Map<string, string>, nfp: Nfp, hop: ResolvedHop): void {
  for (const cpdId of [hop.ingressCpdId, hop.egressCpdId]) {
    const key = `${hop.vnfc.key}/${cpdId}`;
    const other = usedBy.get(key);
    usedBy.set(key, nfp.nfpId);
    if (other === undefined) continue;
    const who = other === nfp.nfpId ? 'twice in this path' : `by path ${other} too`;
    throw new NetwrightError(
      planErrors.SFC_HOP_UNSUITABLE,
      `Path ${nfp.nfpId}: port ${cpdId} of ${hop.vnfc.label} is used ${who}; a returning packet could not be told apart.`,
      { source: nfp.source },
    );
  }
}

function shape(nfp: Nfp, reason: string): NetwrightError {
  return new NetwrightError(planErrors.SFC_PATH_SHAPE, `Path ${nfp.nfpId}: ${reason}.`, {
    source: nfp.source,
  });
}
