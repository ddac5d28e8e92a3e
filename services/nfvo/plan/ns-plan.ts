/**
 * Puts descriptors, placement and numbers together into the plan. Nothing is decided here that is not a name: the
 * same input gives the same plan, ids and hash included.
 */
import { NetwrightError } from '#kernel/errors.ts';
import { pathClaims, vnfcClaims } from './claims.ts';
import { linksOnHost } from './demand.ts';
import { planErrors } from './errors.ts';
import { planHash } from './hash.ts';
import { uuidV5 } from './ids.ts';
import { type IdOf, type NsPlanInput, planHost } from './input.ts';
import type { NsPlan, PathPlan, SapPlan, VirtualLinkPlan, VnfcPlan } from './model.ts';
import { lintPlan } from './plan-lint.ts';
import { type ResolvedNs, resolveNs } from './resolve-ns.ts';
import { type ResolvedPath, resolvePaths } from './resolve-paths.ts';
import { planVnfs } from './vnf-part.ts';

/**
 * Throws what `nsDemand` throws, NFVO_NUMBERS_MISSING where a host has too few free numbers, and NFVO_PLAN_INVALID
 * where the result breaks a rule of `lintPlan` (a defect, found before anything is touched).
 */
export function buildNsPlan(input: NsPlanInput): NsPlan {
  const ns = resolveNs(input);
  const paths = resolvePaths(ns);
  const idOf = (...name: string[]) => uuidV5(input.nsInstanceId, [`g${input.generation}`, ...name].join('/'));
  const vnfs = planVnfs(input, ns, idOf);
  const vnfcOf = new Map(vnfs.flatMap((vnf) => vnf.vnfcs.map((vnfc) => [vnfc.key, vnfc.plan])));
  const saps = planSaps(input, ns, idOf);
  const virtualLinks = planVirtualLinks(input, ns, saps, idOf);
  const pathPlans = planPaths(input, paths, vnfcOf, virtualLinks, idOf);
  const unhashed: Omit<NsPlan, 'hash'> = {
    schemaVersion: 1,
    nsInstanceId: input.nsInstanceId,
    nsdId: ns.nsd.nsdId,
    nsdInfoId: input.nsdInfoId,
    flavourId: ns.nsd.flavourId,
    generation: input.generation,
    vnfs: vnfs.map((vnf) => vnf.plan),
    saps,
    virtualLinks,
    paths: pathPlans,
    claims: [
      ...ns.vnfs.flatMap((vnf) =>
        vnf.vnfcs.flatMap((vnfc) => {
          const plan = vnfcOf.get(vnfc.key);
          return plan === undefined ? [] : vnfcClaims(vnf, vnfc, plan, input.nsdPackageName);
        }),
      ),
      ...paths.flatMap((path, i) => {
        const plan = pathPlans[i];
        return plan === undefined ? [] : pathClaims(ns, path, plan, input.nsdPackageName);
      }),
    ],
    placementReasons: input.placement.reasons,
  };
  const plan: NsPlan = { ...unhashed, hash: planHash(unhashed) };
  const broken = lintPlan(plan, input.hosts);
  if (broken.length > 0)
    throw new NetwrightError(planErrors.NFVO_PLAN_INVALID, broken.join('; '), { facts: { broken } });
  return plan;
}

function planSaps(input: NsPlanInput, ns: ResolvedNs, idOf: IdOf): SapPlan[] {
  return ns.saps.map(({ sapd, attachment }) => ({
    sapId: idOf('sap', sapd.sapdId),
    sapdId: sapd.sapdId,
    generation: input.generation,
    hostId: attachment.hostId,
    bridge: planHost(input, attachment.hostId).bridge,
    interfaceName: attachment.interfaceName,
    virtualLinkId: sapd.virtualLinkId,
  }));
}

function planVirtualLinks(
  input: NsPlanInput,
  ns: ResolvedNs,
  saps: readonly SapPlan[],
  idOf: IdOf,
): VirtualLinkPlan[] {
  const hostIds = [...new Set(saps.map((sap) => sap.hostId))];
  return hostIds.flatMap((hostId) => {
    const { bridge, virtualLinkTags } = planHost(input, hostId);
    return linksOnHost(ns, hostId).map(({ virtualLinkId }, i) => ({
      vlId: idOf('link', hostId, virtualLinkId),
      virtualLinkId,
      generation: input.generation,
      hostId,
      bridge,
      tag: numberAt(virtualLinkTags, i, hostId, 'virtual link tag'),
      sapPorts: saps
        .filter((sap) => sap.hostId === hostId && sap.virtualLinkId === virtualLinkId)
        .map((sap) => sap.interfaceName),
    }));
  });
}

function planPaths(
  input: NsPlanInput,
  paths: readonly ResolvedPath[],
  vnfcOf: ReadonlyMap<string, VnfcPlan>,
  virtualLinks: readonly VirtualLinkPlan[],
  idOf: IdOf,
): PathPlan[] {
  const pathsOnHost = new Map<string, number>();
  return paths.map((path) => {
    const { hostId, nfp, vnffgId } = path;
    const { bridge, servicePathIds } = planHost(input, hostId);
    const index = pathsOnHost.get(hostId) ?? 0;
    pathsOnHost.set(hostId, index + 1);
    const link = virtualLinks.find((l) => l.hostId === hostId && l.virtualLinkId === path.virtualLinkId);
    return {
      pathId: idOf('path', vnffgId, nfp.nfpId),
      vnffgId,
      nfpId: nfp.nfpId,
      generation: input.generation,
      hostId,
      bridge,
      vlTag: link?.tag ?? 0,
      forwardSpi: numberAt(servicePathIds, 2 * index, hostId, 'service path id'),
      reverseSpi: numberAt(servicePathIds, 2 * index + 1, hostId, 'service path id'),
      ingressSapPort: path.ingressSap.attachment.interfaceName,
      egressSapPort: path.egressSap.attachment.interfaceName,
      hops: path.hops.map((hop) => {
        const vnfc = vnfcOf.get(hop.vnfc.key);
        const portName = (cpdId: string) => {
          const port = vnfc?.ports.find((candidate) => candidate.cpdId === cpdId);
          return port?.kind === 'vhost-user' ? port.portName : '';
        };
        return {
          positionId: hop.positionId,
          vnfProfileId: hop.vnfProfileId,
          vnfcId: vnfc?.vnfcId ?? '',
          ingressPort: portName(hop.ingressCpdId),
          egressPort: portName(hop.egressCpdId),
          // A VNF that is gone must not be passed by silently: the safe choice until descriptors can say otherwise.
          onFailure: 'block' as const,
        };
      }),
      rules: path.rules,
    };
  });
}

function numberAt(numbers: readonly number[], index: number, hostId: string, what: string): number {
  const number = numbers[index];
  if (number === undefined)
    throw new NetwrightError(planErrors.NFVO_NUMBERS_MISSING, `Host ${hostId} has no free ${what} left.`);
  return number;
}
