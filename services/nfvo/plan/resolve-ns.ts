/**
 * Ties an NSD to the VNFs that were onboarded: every VNFC, every port with the virtual link it leads to, every
 * SAP with its host interface. What dangles is refused here, with the line it stands on.
 */
import type { Nsd, NsVirtualLink, Sapd, Vnfd, VnfProfile } from '#descriptors/index.ts';
import { NetwrightError } from '#kernel/errors.ts';
import { type VnfcPortResource, type VnfcResource, vnfResources } from '#vnfm/plan/vnf-resources.ts';
import { planErrors } from './errors.ts';

export interface OnboardedImage {
  readonly vduId: string;
  readonly artifactPath: string;
  /** Computed from the bytes at onboarding, whatever algorithm the descriptor uses. */
  readonly sha256: string;
  readonly sizeBytes: number;
}

export interface OnboardedVnf {
  readonly vnfPkgId: string;
  readonly packageName: string;
  readonly vnfd: Vnfd;
  readonly images: readonly OnboardedImage[];
}

export interface SapAttachment {
  readonly hostId: string;
  readonly interfaceName: string;
}

export interface NsToPlan {
  readonly nsd: Nsd;
  readonly vnfsByVnfdId: ReadonlyMap<string, OnboardedVnf>;
  /** By sapdId. */
  readonly sapAttachments: ReadonlyMap<string, SapAttachment>;
}

export interface ResolvedPort extends VnfcPortResource {
  readonly requirement: string;
  readonly virtualLink: NsVirtualLink;
}

export interface ResolvedVnfc {
  /** `firewall/VDU_FW/0`: unique in the NS. */
  readonly key: string;
  /** `firewall.VDU_FW`, with the instance where there are several. */
  readonly label: string;
  readonly vdu: VnfcResource['vdu'];
  readonly image: OnboardedImage & { readonly name: string; readonly diskFormat: 'qcow2' | 'raw' };
  readonly ports: readonly ResolvedPort[];
}

export interface ResolvedVnf {
  readonly profile: VnfProfile;
  readonly onboarded: OnboardedVnf;
  readonly vnfcs: readonly ResolvedVnfc[];
}

export interface ResolvedSap {
  readonly sapd: Sapd;
  readonly attachment: SapAttachment;
}

export interface ResolvedNs {
  readonly nsd: Nsd;
  readonly vnfs: readonly ResolvedVnf[];
  readonly saps: readonly ResolvedSap[];
}

/**
 * Throws NFVO_VNFD_NOT_ONBOARDED, NFVO_VNF_FLAVOUR_UNKNOWN, NFVO_CP_NOT_CONNECTED, NFVO_VIRTUAL_LINK_UNSUITABLE,
 * NFVO_IMAGE_MISSING, NFVO_SAP_NOT_ATTACHED, NFVO_SAP_CONFLICT.
 */
export function resolveNs({ nsd, vnfsByVnfdId, sapAttachments }: NsToPlan): ResolvedNs {
  const missing = nsd.vnfProfiles.filter((profile) => !vnfsByVnfdId.has(profile.vnfdId));
  if (missing[0] !== undefined) {
    const names = missing.map((p) => `${p.vnfProfileId} (VNFD ${p.vnfdId})`).join(', ');
    throw new NetwrightError(planErrors.NFVO_VNFD_NOT_ONBOARDED, `Not onboarded: ${names}.`, {
      source: missing[0].source,
      facts: { vnfdIds: missing.map((p) => p.vnfdId) },
    });
  }
  const vnfs = nsd.vnfProfiles.flatMap((profile) => {
    const onboarded = vnfsByVnfdId.get(profile.vnfdId);
    return onboarded === undefined ? [] : [resolveVnf(nsd, profile, onboarded)];
  });
  return { nsd, vnfs, saps: resolveSaps(nsd, sapAttachments) };
}

function resolveVnf(nsd: Nsd, profile: VnfProfile, onboarded: OnboardedVnf): ResolvedVnf {
  const { vnfd } = onboarded;
  if (profile.flavourId !== undefined && profile.flavourId !== vnfd.flavourId) {
    throw new NetwrightError(
      planErrors.NFVO_VNF_FLAVOUR_UNKNOWN,
      `${profile.vnfProfileId} asks for flavour ${profile.flavourId}; ${vnfd.productName} has ${vnfd.flavourId}.`,
      { source: profile.source },
    );
  }
  const resources = vnfResources(vnfd);
  const vnfcs = resources.map(({ vdu, instance, ports }): ResolvedVnfc => {
    const several = resources.filter((r) => r.vdu === vdu).length > 1;
    const label = `${profile.vnfProfileId}.${vdu.vduId}${several ? `#${instance}` : ''}`;
    return {
      key: `${profile.vnfProfileId}/${vdu.vduId}/${instance}`,
      label,
      vdu,
      image: imageOf(onboarded, vdu, label),
      ports: ports.map((port) => connect(nsd, profile, port, label)),
    };
  });
  return { profile, onboarded, vnfcs };
}

function imageOf(onboarded: OnboardedVnf, vdu: VnfcResource['vdu'], label: string): ResolvedVnfc['image'] {
  const refuse = (reason: string) =>
    new NetwrightError(planErrors.NFVO_IMAGE_MISSING, `${label}: ${reason}.`, { source: vdu.source });
  if (vdu.swImage === undefined) throw refuse('the VDU names no software image');
  const { diskFormat, name } = vdu.swImage;
  if (diskFormat !== 'qcow2' && diskFormat !== 'raw')
    throw refuse(`disk format ${diskFormat} cannot be booted`);
  const image = onboarded.images.find((candidate) => candidate.vduId === vdu.vduId);
  if (image === undefined) throw refuse(`the package holds no image ${vdu.swImage.artifactPath}`);
  return { ...image, name, diskFormat };
}

function connect(nsd: Nsd, profile: VnfProfile, port: VnfcPortResource, label: string): ResolvedPort {
  const { cp, requirement } = port;
  const refuse = (definition: keyof typeof planErrors, reason: string, source = cp.source) =>
    new NetwrightError(planErrors[definition], `${label}, connection point ${cp.cpdId}: ${reason}.`, {
      source,
    });
  if (requirement === null)
    throw refuse(
      'NFVO_CP_NOT_CONNECTED',
      'no requirement of the VNF exposes it, and internal links are not possible',
    );
  const tie = profile.virtualLinkConnectivity.find((t) => t.requirement === requirement);
  if (tie === undefined)
    throw refuse('NFVO_CP_NOT_CONNECTED', `the NSD leaves requirement ${requirement} open`, profile.source);
  const virtualLink = nsd.virtualLinks.find((l) => l.virtualLinkId === tie.virtualLinkId);
  if (virtualLink === undefined)
    throw refuse('NFVO_CP_NOT_CONNECTED', `the NSD has no virtual link ${tie.virtualLinkId}`, tie.source);
  if (cp.interfaceKind === 'sriov-vf') {
    const { networkType, segmentationId, virtualLinkId } = virtualLink;
    const source = virtualLink.segmentationSource ?? virtualLink.source;
    if (networkType === 'vxlan' || networkType === 'gre')
      throw refuse(
        'NFVO_VIRTUAL_LINK_UNSUITABLE',
        `a VF cannot be put into the ${networkType} of ${virtualLinkId}`,
        source,
      );
    if (networkType !== 'flat' && (segmentationId ?? 1) > 4094)
      throw refuse(
        'NFVO_VIRTUAL_LINK_UNSUITABLE',
        `${segmentationId} of ${virtualLinkId} is no VLAN id`,
        source,
      );
    if (networkType === 'vlan' && segmentationId === undefined)
      throw refuse(
        'NFVO_VIRTUAL_LINK_UNSUITABLE',
        `${virtualLinkId} is a vlan without segmentation_id`,
        source,
      );
  }
  return { cp, requirement, virtualLink };
}

function resolveSaps(nsd: Nsd, attachments: NsToPlan['sapAttachments']): ResolvedSap[] {
  const open = nsd.saps.filter((sapd) => !attachments.has(sapd.sapdId));
  if (open[0] !== undefined) {
    const names = open.map((sapd) => sapd.sapdId);
    throw new NetwrightError(
      planErrors.NFVO_SAP_NOT_ATTACHED,
      `No host interface is given for ${names.join(', ')}.`,
      { source: open[0].source, facts: { sapdIds: names } },
    );
  }
  const saps = nsd.saps.flatMap((sapd) => {
    const attachment = attachments.get(sapd.sapdId);
    return attachment === undefined ? [] : [{ sapd, attachment }];
  });
  for (const [i, sap] of saps.entries()) {
    const { hostId, interfaceName } = sap.attachment;
    for (const other of saps.slice(0, i)) {
      const sameHost = other.attachment.hostId === hostId;
      const names = `${other.sapd.sapdId} and ${sap.sapd.sapdId}`;
      if (sameHost && other.attachment.interfaceName === interfaceName)
        throw sapConflict(sap, `${names} are both attached to ${interfaceName}`);
      if (!sameHost && other.sapd.virtualLinkId === sap.sapd.virtualLinkId)
        throw sapConflict(sap, `${names} are on one virtual link but on two hosts`);
    }
  }
  return saps;
}

function sapConflict({ sapd }: ResolvedSap, detail: string): NetwrightError {
  return new NetwrightError(planErrors.NFVO_SAP_CONFLICT, `${detail}.`, { source: sapd.source });
}
