/** From an uploaded CSAR to an ONBOARDED VNF package: read, judged, its images extracted and their hashes checked. */
import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { extractArtifact, type SwImage, type Vnfd } from '#descriptors/index.ts';
import { NetwrightError } from '#kernel/errors.ts';
import { toProblemDetails } from '#kernel/problem-details.ts';
import { nfvoErrors } from '../../errors.ts';
import {
  moveVnfPackage,
  type PackageImage,
  setVnfPackageFailed,
  setVnfPackageOnboarded,
} from '../../store/vnf-packages.ts';
import { type ApiContext, packageFolder } from '../context.ts';
import { inPackage, readPackage } from './read-package.ts';
import { refuseOnErrors } from './refuse-package.ts';
import { type StoredContent, storeContent } from './upload.ts';

/** Takes the content to disk and moves the package to PROCESSING; throws, and leaves ERROR, where that fails. */
export async function uploadVnfPackage(
  context: ApiContext,
  id: string,
  body: unknown,
): Promise<StoredContent> {
  await moveVnfPackage(context.db, id, ['CREATED', 'ERROR'], 'UPLOADING');
  try {
    const content = await storeContent(packageFolder(context.stateDir, id), body);
    await moveVnfPackage(context.db, id, ['UPLOADING'], 'PROCESSING');
    return content;
  } catch (error) {
    await failVnfPackage(context, id, error);
    throw error;
  }
}

/** PROCESSING → ONBOARDED, or → ERROR with the reason and no file left. Never throws for a bad package. */
export async function processVnfPackage(
  context: ApiContext,
  id: string,
  content: StoredContent,
  givenName?: string,
): Promise<void> {
  try {
    const { vnfd, packageName } = await readVnfd(content.path, givenName);
    const images = await extractImages(content.path, vnfd, packageName, packageFolder(context.stateDir, id));
    await setVnfPackageOnboarded(context.db, id, {
      vnfd,
      packageName,
      images,
      contentSha256: content.sha256,
      contentPath: content.path,
    });
  } catch (error) {
    if (!(error instanceof NetwrightError))
      context.logger.error({ err: error, vnfPkgId: id }, 'onboarding failed');
    await failVnfPackage(context, id, error);
  }
}

export async function failVnfPackage(context: ApiContext, id: string, error: unknown): Promise<void> {
  const problem = toProblemDetails(error, `/vnfpkgm/v1/vnf_packages/${id}`);
  // The row first: were the files gone before it, a kill in between would leave a package nothing can end.
  if (await setVnfPackageFailed(context.db, id, problem)) {
    await rm(packageFolder(context.stateDir, id), { recursive: true, force: true });
  }
}

async function readVnfd(
  path: string,
  givenName: string | undefined,
): Promise<{ vnfd: Vnfd; packageName: string }> {
  const loaded = await readPackage(path, givenName);
  refuseOnErrors(loaded.diagnostics);
  if (loaded.vnfd === undefined) {
    throw new NetwrightError(nfvoErrors.NFVO_PACKAGE_WRONG_KIND, 'The archive holds no VNFD.');
  }
  return { vnfd: loaded.vnfd, packageName: loaded.packageName };
}

async function extractImages(
  csar: string,
  vnfd: Vnfd,
  packageName: string,
  folder: string,
): Promise<PackageImage[]> {
  const images: PackageImage[] = [];
  for (const { vduId, swImage } of vnfd.vdus) {
    if (swImage === undefined) continue;
    const file = artifactFile(folder, swImage.artifactPath);
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await extractArtifact(csar, swImage.artifactPath, file);
    const sha256 = await checkImage(file, swImage, packageName);
    const { size } = await stat(file);
    images.push({ vduId, artifactPath: swImage.artifactPath, sha256, sizeBytes: size, file });
  }
  return images;
}

/** Where an artifact of the package is extracted to; a path that leads out of the folder is refused. */
function artifactFile(folder: string, artifactPath: string): string {
  const root = join(folder, 'artifacts');
  const file = resolve(root, artifactPath);
  if (file.startsWith(root + sep)) return file;
  throw new NetwrightError(
    nfvoErrors.NFVO_PACKAGE_INVALID,
    `The artifact path ${artifactPath} leads out of the package.`,
  );
}

async function checkImage(
  file: string,
  { checksum, artifactPath, source }: SwImage,
  packageName: string,
): Promise<string> {
  const named = createHash(checksum.algorithm.replace('-', ''));
  const sha256 = createHash('sha256');
  await pipeline(createReadStream(file), async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) for (const hash of [named, sha256] satisfies Hash[]) hash.update(chunk);
  });
  const observed = named.digest('hex');
  const expected = checksum.hash.toLowerCase();
  if (observed === expected) return sha256.digest('hex');
  throw new NetwrightError(
    nfvoErrors.NFVO_IMAGE_CHECKSUM_MISMATCH,
    `${artifactPath} has ${checksum.algorithm} ${observed}; its descriptor says ${expected}.`,
    {
      source: inPackage(packageName, source),
      facts: { artifactPath, algorithm: checksum.algorithm, expected, observed },
    },
  );
}
