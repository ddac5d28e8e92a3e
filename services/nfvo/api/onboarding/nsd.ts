/** From an uploaded NSD archive to an ONBOARDED NSD. Small enough to be judged within the request (204 or the error). */
import { rm } from 'node:fs/promises';
import { lintNsdAgainst, type Nsd, type Vnfd } from '#descriptors/index.ts';
import { NetwrightError } from '#kernel/errors.ts';
import { toProblemDetails } from '#kernel/problem-details.ts';
import { nfvoErrors } from '../../errors.ts';
import {
  setNsDescriptorFailed,
  setNsDescriptorOnboarded,
  setNsDescriptorUploading,
} from '../../store/ns-descriptors.ts';
import { findOnboardedVnfPackages, type VnfPackage } from '../../store/vnf-packages.ts';
import { type ApiContext, packageFolder } from '../context.ts';
import { inPackage, readPackage } from './read-package.ts';
import { refuseOnErrors } from './refuse-package.ts';
import { storeContent } from './upload.ts';

const MAX_NSD_BYTES = 64 * 1024 ** 2;

/** Throws what the content is refused for; the NSD is then ERROR with the same reason and no file is left. */
export async function onboardNsd(
  context: ApiContext,
  id: string,
  body: unknown,
  givenName?: string,
): Promise<void> {
  await setNsDescriptorUploading(context.db, id);
  try {
    const content = await storeContent(packageFolder(context.stateDir, id), body, MAX_NSD_BYTES);
    const { nsd, packageName } = await readNsd(content.path, givenName);
    const packages = await findOnboardedVnfPackages(context.db, [
      ...new Set(nsd.vnfProfiles.map((p) => p.vnfdId)),
    ]);
    refuseMissingVnfds(nsd, packageName, packages);
    refuseOnErrors(lintNsdAgainst(nsd, packages.map(vnfdOf), packageName));
    await context.db.transaction((tx) =>
      setNsDescriptorOnboarded(tx, id, {
        nsd,
        packageName,
        vnfPkgIds: packages.map((p) => p.id),
        contentSha256: content.sha256,
        contentPath: content.path,
      }),
    );
  } catch (error) {
    await failNsd(context, id, error);
    throw error;
  }
}

export async function failNsd(context: ApiContext, id: string, error: unknown): Promise<void> {
  const problem = toProblemDetails(error, `/nsd/v1/ns_descriptors/${id}`);
  if (await setNsDescriptorFailed(context.db, id, problem)) {
    await rm(packageFolder(context.stateDir, id), { recursive: true, force: true });
  }
}

async function readNsd(
  path: string,
  givenName: string | undefined,
): Promise<{ nsd: Nsd; packageName: string }> {
  const loaded = await readPackage(path, givenName);
  refuseOnErrors(loaded.diagnostics);
  if (loaded.nsd === undefined) {
    throw new NetwrightError(nfvoErrors.NFVO_PACKAGE_WRONG_KIND, 'The archive holds no NSD.');
  }
  return { nsd: loaded.nsd, packageName: loaded.packageName };
}

/** strict_nsd_constituent_onboarding: every VNF the NSD names must be onboarded (SOL005 clause 5.4.4). */
function refuseMissingVnfds(nsd: Nsd, packageName: string, packages: readonly VnfPackage[]): void {
  const onboarded = new Set(packages.map((p) => p.vnfd?.vnfdId));
  const missing = nsd.vnfProfiles.filter((profile) => !onboarded.has(profile.vnfdId));
  const [first] = missing;
  if (first === undefined) return;
  throw new NetwrightError(
    nfvoErrors.NFVO_VNFD_NOT_ONBOARDED,
    missing
      .map((p) => `${p.vnfProfileId} is a VNF with descriptor_id ${p.vnfdId}, which is not onboarded`)
      .join('; '),
    {
      source: inPackage(packageName, first.source),
      facts: { missingVnfdIds: [...new Set(missing.map((p) => p.vnfdId))] },
    },
  );
}

function vnfdOf({ vnfd }: VnfPackage): Vnfd {
  if (vnfd === null) throw new Error('an onboarded package has a VNFD');
  return vnfd;
}
