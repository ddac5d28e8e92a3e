/** Takes one file out of a package. */
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { collectFindings } from '../lint/findings.ts';
import { DEFAULT_LIMITS } from './container.ts';
import { openContainer } from './folder-container.ts';

/**
 * Streams `artifactPath` of the package at `path` into `destFile`, which appears only when it is complete. Rejects
 * where the package or the artifact cannot be read; nothing is left behind then.
 */
export async function extractArtifact(path: string, artifactPath: string, destFile: string): Promise<void> {
  const findings = collectFindings();
  const container = await openContainer(path, findings.report, DEFAULT_LIMITS);
  if (container === undefined) throw new Error(findings.findings[0]?.message ?? `${path} cannot be opened`);
  const partial = `${destFile}.partial`;
  try {
    if (!container.entries.has(artifactPath)) throw new Error(`${artifactPath} is not in ${path}`);
    await pipeline(await container.open(artifactPath), createWriteStream(partial));
    await rename(partial, destFile);
  } finally {
    await container.close();
    await rm(partial, { force: true });
  }
}
