/** VnfPkgInfo (SOL005 clause 9.5.2.5). What comes from the package appears only once it is ONBOARDED. */
import type { VnfPackage } from '../../store/vnf-packages.ts';
import type { VnfPkgInfo } from '../schemas/packages.ts';

const MIB = 1024 * 1024;

export function toVnfPkgInfo(row: VnfPackage): VnfPkgInfo {
  const self = `/vnfpkgm/v1/vnf_packages/${row.id}`;
  return {
    id: row.id,
    ...fromPackage(row),
    onboardingState: row.onboardingState,
    operationalState: row.operationalState,
    usageState: row.inUse ? 'IN_USE' : 'NOT_IN_USE',
    ...(row.failure === null ? {} : { onboardingFailureDetails: row.failure }),
    userDefinedData: { ...row.userDefinedData },
    _links: {
      self: { href: self },
      ...(row.vnfd === null ? {} : { vnfd: { href: `${self}/vnfd` } }),
      packageContent: { href: `${self}/package_content` },
    },
  };
}

function fromPackage({ vnfd, contentSha256, images, createdAt }: VnfPackage): Partial<VnfPkgInfo> {
  if (vnfd === null || contentSha256 === null) return {};
  const softwareImages = images.flatMap((image) => {
    const described = vnfd.vdus.find((vdu) => vdu.vduId === image.vduId)?.swImage;
    if (described === undefined) return [];
    return {
      id: image.vduId,
      name: described.name,
      provider: vnfd.provider,
      version: described.version,
      checksum: { algorithm: 'SHA-256', hash: image.sha256 },
      containerFormat: described.containerFormat.toUpperCase(),
      diskFormat: described.diskFormat.toUpperCase(),
      createdAt: createdAt.toISOString(),
      minDisk: (described.minDiskMiB ?? 0) * MIB,
      minRam: (described.minRamMiB ?? 0) * MIB,
      size: image.sizeBytes,
      imagePath: image.artifactPath,
    };
  });
  return {
    vnfdId: vnfd.vnfdId,
    vnfProvider: vnfd.provider,
    vnfProductName: vnfd.productName,
    vnfSoftwareVersion: vnfd.softwareVersion,
    vnfdVersion: vnfd.descriptorVersion,
    checksum: { algorithm: 'SHA-256', hash: contentSha256 },
    softwareImages,
  };
}
