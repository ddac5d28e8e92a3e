/** The VNFs of the plan: each VNFC with the ids placement chose, its image and its ports. */
import { NetwrightError } from '#kernel/errors.ts';
import { planErrors } from './errors.ts';
import { domainName, portMac, uuidV5, vhostPortName, vhostSocketPath } from './ids.ts';
import { type IdOf, type NsPlanInput, type PlacedVnfc, planHost } from './input.ts';
import type { PortPlan, VnfcPlan, VnfPlan } from './model.ts';
import type { ResolvedNs, ResolvedPort, ResolvedVnf, ResolvedVnfc } from './resolve-ns.ts';

export interface PlannedVnf {
  readonly plan: VnfPlan;
  readonly vnfcs: readonly { readonly key: string; readonly plan: VnfcPlan }[];
}

const defaultMtu = 1500;

export function planVnfs(input: NsPlanInput, ns: ResolvedNs, idOf: IdOf): PlannedVnf[] {
  const macs = new Set(input.usedMacs);
  return ns.vnfs.map((vnf) => {
    const vnfcs = vnf.vnfcs.map((vnfc) => ({ key: vnfc.key, plan: planVnfc(input, vnf, vnfc, idOf, macs) }));
    const { profile, onboarded } = vnf;
    return {
      vnfcs,
      plan: {
        // Without the generation: the VnfInstance of SOL003 outlives what it is made of.
        vnfInstanceId: uuidV5(input.nsInstanceId, `vnf/${profile.vnfProfileId}`),
        vnfProfileId: profile.vnfProfileId,
        vnfdId: profile.vnfdId,
        vnfPkgId: onboarded.vnfPkgId,
        flavourId: onboarded.vnfd.flavourId,
        productName: onboarded.vnfd.productName,
        vnfcs: vnfcs.map((vnfc) => vnfc.plan),
      },
    };
  });
}

function planVnfc(
  input: NsPlanInput,
  vnf: ResolvedVnf,
  vnfc: ResolvedVnfc,
  idOf: IdOf,
  macs: Set<string>,
): VnfcPlan {
  const placed = input.placement.vnfcs.find((candidate) => candidate.key === vnfc.key);
  if (placed === undefined)
    throw new NetwrightError(planErrors.NFVO_PLAN_INVALID, `Placement chose nothing for ${vnfc.label}.`);
  const { virtType, bridge } = planHost(input, placed.hostId);
  const vnfcId = idOf('vnfc', vnfc.key);
  const { vdu, image } = vnfc;
  return {
    vnfcId,
    generation: input.generation,
    vduId: vdu.vduId,
    hostId: placed.hostId,
    domainName: domainName(vnf.profile.vnfProfileId, vdu.vduId, vnfcId),
    virtType,
    cell: placed.cell,
    vcpuCount: vdu.virtualCpu.numVirtualCpu,
    vcpuPins: placed.vcpuPins,
    sharedCpus: placed.sharedCpus,
    ...(placed.siblingCpus.length > 0 && { siblingCpus: placed.siblingCpus }),
    emulatorCpus: placed.emulatorCpus,
    memoryMiB: vdu.virtualMemory.virtualMemSizeMiB,
    pageSizeKiB: vdu.virtualMemory.memoryPageSizeKiB ?? null,
    pageCount: placed.pageCount,
    image: {
      vnfPkgId: vnf.onboarded.vnfPkgId,
      artifactPath: image.artifactPath,
      name: image.name,
      sha256: image.sha256,
      sizeBytes: image.sizeBytes,
      diskFormat: image.diskFormat,
    },
    ports: vnfc.ports.map((port) =>
      planPort(port, placed, bridge, idOf('port', vnfc.key, port.cp.cpdId), macs),
    ),
  };
}

function planPort(
  { cp, requirement, virtualLink }: ResolvedPort,
  placed: PlacedVnfc,
  bridge: string,
  portId: string,
  macs: Set<string>,
): PortPlan {
  const { virtualLinkId } = virtualLink;
  const identity = { portId, cpdId: cp.cpdId, requirement, virtualLinkId, mac: portMac(portId, macs) };
  if (cp.interfaceKind === 'vhost-user') {
    const portName = vhostPortName(portId);
    return {
      kind: 'vhost-user',
      ...identity,
      bridge,
      portName,
      socketPath: vhostSocketPath(portName),
      queuePairs: cp.queuePairs,
      mtu: virtualLink.mtu ?? defaultMtu,
    };
  }
  const vf = placed.vfs.find((candidate) => candidate.key === cp.cpdId);
  if (vf === undefined)
    throw new NetwrightError(planErrors.NFVO_PLAN_INVALID, `Placement chose no VF for ${cp.cpdId}.`);
  return {
    kind: 'sriov-vf',
    ...identity,
    pfName: vf.pfName,
    vfIndex: vf.vfIndex,
    vfAddress: vf.vfAddress,
    vlanId: virtualLink.networkType === 'flat' ? null : (virtualLink.segmentationId ?? null),
  };
}
