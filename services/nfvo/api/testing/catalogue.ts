/** One onboarded VNF package and NSD put straight into the store, for tests that begin after onboarding. */
import type { Nsd, Vnfd } from '#descriptors/index.ts';
import type { Database } from '#kernel/database.ts';
import {
  createNsDescriptor,
  setNsDescriptorOnboarded,
  setNsDescriptorUploading,
} from '../../store/ns-descriptors.ts';
import { createVnfPackage, moveVnfPackage, setVnfPackageOnboarded } from '../../store/vnf-packages.ts';

export const NSD_ID = '5a3b1c9e-0000-4000-8000-000000000001';
export const VNF_PKG_ID = 'pkg-1';

const source = { file: 'Definitions/x.yaml', line: 3, column: 5 };

export async function putCatalogue(db: Database): Promise<void> {
  const vnfd: Vnfd = {
    vnfdId: 'vnfd-1',
    provider: 'acme',
    productName: 'Firewall',
    softwareVersion: '1.0.0',
    descriptorVersion: '1.0.0',
    vnfmInfo: [],
    flavourId: 'default',
    flavourDescription: '',
    typesEdition: '4.3.1',
    vdus: [],
    vduCps: [],
    extCpds: [],
    source,
  };
  const nsd: Nsd = {
    nsdId: NSD_ID,
    designer: 'acme',
    version: '1.0',
    name: 'web',
    invariantId: 'i',
    flavourId: 'default',
    typesEdition: '4.3.1',
    vnfProfiles: [{ vnfProfileId: 'firewall', vnfdId: 'vnfd-1', virtualLinkConnectivity: [], source }],
    virtualLinks: [],
    saps: [{ sapdId: 'sap_left', virtualLinkId: 'vl', source }],
    vnffgs: [],
    source,
  };
  await createVnfPackage(db, VNF_PKG_ID, {});
  await moveVnfPackage(db, VNF_PKG_ID, ['CREATED'], 'PROCESSING');
  const content = { contentSha256: 'f'.repeat(64), contentPath: '/nonexistent/package.csar' };
  await setVnfPackageOnboarded(db, VNF_PKG_ID, { ...content, vnfd, packageName: 'fw', images: [] });
  await createNsDescriptor(db, 'nsd-info-1', {});
  await setNsDescriptorUploading(db, 'nsd-info-1');
  await setNsDescriptorOnboarded(db, 'nsd-info-1', {
    ...content,
    nsd,
    packageName: 'web',
    vnfPkgIds: [VNF_PKG_ID],
  });
}
