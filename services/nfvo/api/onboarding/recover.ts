/** After a restart: uploads that broke off end in ERROR, what was being processed is processed again, orphans go. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { NetwrightError } from '#kernel/errors.ts';
import { nfvoErrors } from '../../errors.ts';
import { listNsDescriptors } from '../../store/ns-descriptors.ts';
import { listVnfPackages } from '../../store/vnf-packages.ts';
import { type ApiContext, packageFolder } from '../context.ts';
import { failNsd } from './nsd.ts';
import { failVnfPackage, processVnfPackage } from './vnf-package.ts';

export async function recoverOnboarding(context: ApiContext): Promise<void> {
  const brokenOff = new NetwrightError(
    nfvoErrors.NFVO_PACKAGE_CONTENT_EMPTY,
    'The server was stopped while the content was uploaded.',
  );
  const packages = await listVnfPackages(context.db);
  const nsds = await listNsDescriptors(context.db);
  for (const { id, onboardingState } of nsds) {
    if (onboardingState === 'UPLOADING') await failNsd(context, id, brokenOff);
  }
  for (const { id, onboardingState } of packages) {
    if (onboardingState === 'UPLOADING') await failVnfPackage(context, id, brokenOff);
    if (onboardingState === 'PROCESSING')
      context.background.run(`onboard ${id}`, () => processAgain(context, id));
  }
  const kept = [...packages, ...nsds].filter((p) => p.onboardingState !== 'ERROR');
  await removeOrphans(context, new Set(kept.map((p) => p.id)));
}

async function processAgain(context: ApiContext, id: string): Promise<void> {
  const path = join(packageFolder(context.stateDir, id), 'package.csar');
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch (error) {
    return failVnfPackage(context, id, error);
  }
  await processVnfPackage(context, id, { path, sha256: hash.digest('hex') });
}

/** A folder without a row, or of one that failed, is what a crash left between changing the two. */
async function removeOrphans(context: ApiContext, known: ReadonlySet<string>): Promise<void> {
  const root = join(context.stateDir, 'packages');
  const names = await readdir(root).catch(() => []);
  for (const name of names) {
    if (!known.has(name)) await rm(join(root, name), { recursive: true, force: true });
  }
}
