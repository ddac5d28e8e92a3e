/** The steps an operator sees, known before anything starts. Ids are `activity:id`, as workflows report them. */
import type { NsPlan, PlanStep } from './model.ts';

const everywhere = { hostId: null, vnfProfileId: null };

/** Instantiation, in the order it is carried out (VNFCs and SAPs side by side). */
export function planSteps(plan: NsPlan): PlanStep[] {
  return [
    { stepId: 'reserve', title: 'Reserve cores, memory, VFs, ports and numbers', ...everywhere },
    ...planHostIds(plan).map((hostId) =>
      onHost(`checkHost:${hostId}`, 'Check that the host is as planned', hostId),
    ),
    ...plan.vnfs.flatMap((vnf) =>
      vnf.vnfcs.map((vnfc) => ({
        stepId: `createVnfc:${vnfc.vnfcId}`,
        title: `Start ${vnf.vnfProfileId}.${vnfc.vduId} with its ${vnfc.ports.length} port(s)`,
        hostId: vnfc.hostId,
        vnfProfileId: vnf.vnfProfileId,
      })),
    ),
    ...plan.saps.map((sap) =>
      onHost(`createSap:${sap.sapId}`, `Attach SAP ${sap.sapdId} to ${sap.interfaceName}`, sap.hostId),
    ),
    ...plan.virtualLinks.map((link) =>
      onHost(`createVirtualLink:${link.vlId}`, `Connect the SAPs of ${link.virtualLinkId}`, link.hostId),
    ),
    ...plan.paths.map((path) =>
      onHost(
        `createPath:${path.pathId}`,
        `Install path ${path.nfpId} over ${path.hops.length} hop(s)`,
        path.hostId,
      ),
    ),
    ...planHostIds(plan).map((hostId) => {
      const count = plan.claims.filter((claim) => claim.hostId === hostId).length;
      return onHost(`prove:${hostId}`, `Prove ${count} claims`, hostId);
    }),
  ];
}

/** Termination: the reverse, by the same ids. */
export function terminateSteps(plan: NsPlan): PlanStep[] {
  return [
    ...plan.paths.map((path) =>
      onHost(`releasePath:${path.pathId}`, `Remove path ${path.nfpId}`, path.hostId),
    ),
    ...plan.virtualLinks.map((link) =>
      onHost(`releaseVirtualLink:${link.vlId}`, `Disconnect the SAPs of ${link.virtualLinkId}`, link.hostId),
    ),
    ...plan.saps.map((sap) =>
      onHost(`releaseSap:${sap.sapId}`, `Detach SAP ${sap.sapdId} from ${sap.interfaceName}`, sap.hostId),
    ),
    ...plan.vnfs.flatMap((vnf) =>
      vnf.vnfcs.map((vnfc) => ({
        stepId: `releaseVnfc:${vnfc.vnfcId}`,
        title: `Stop ${vnf.vnfProfileId}.${vnfc.vduId} and free its ports`,
        hostId: vnfc.hostId,
        vnfProfileId: vnf.vnfProfileId,
      })),
    ),
    { stepId: 'release', title: 'Release all reservations', ...everywhere },
  ];
}

/** Every host the plan touches, in the order it is met. */
export function planHostIds(plan: NsPlan): string[] {
  const vnfcs = plan.vnfs.flatMap((vnf) => vnf.vnfcs);
  return [
    ...new Set([...vnfcs, ...plan.saps, ...plan.virtualLinks, ...plan.paths].map((item) => item.hostId)),
  ];
}

function onHost(stepId: string, title: string, hostId: string): PlanStep {
  return { stepId, title, hostId, vnfProfileId: null };
}
