/** The manifest, the hashes and the images of a package against its files. */
import { posix } from 'node:path';
import type { Report } from '../lint/rule.ts';
import { hashAlgorithm } from '../lint/rules/hash-algorithm.ts';
import { hashMismatch } from '../lint/rules/hash-mismatch.ts';
import { imageChecksum } from '../lint/rules/image-checksum.ts';
import { manifestFiles } from '../lint/rules/manifest-files.ts';
import { manifestSyntax } from '../lint/rules/manifest-syntax.ts';
import type { SourceRef } from '../schema/source.ts';
import type { Vnfd } from '../schema/vnfd.ts';
import type { Container } from './container.ts';
import { type Digests, type HashAlgorithm, hashAlgorithmOf } from './hashes.ts';
import { type Manifest, readManifest } from './manifest.ts';
import { type PackageLayout, TOSCA_META } from './tosca-meta.ts';

const MAX_MANIFEST_BYTES = 8 * 1024 * 1024;
const MANIFEST_ALGORITHMS: readonly HashAlgorithm[] = ['sha256', 'sha512'];

/** A hash that somebody stated about a file of the package. */
interface StatedHash {
  readonly path: string;
  readonly algorithm: HashAlgorithm;
  readonly hash: string;
  readonly place: SourceRef;
  readonly kind: 'manifest' | 'image';
}

/** Undefined where the package has none; reported unless it is a single file. */
export async function readPackageManifest(
  layout: PackageLayout | undefined,
  container: Container,
  report: Report,
): Promise<Manifest | undefined> {
  if (layout === undefined || layout.form === 'bare') return undefined;
  if (layout.manifest === undefined) {
    report(manifestSyntax, { file: '' }, 'the package has no manifest');
    return undefined;
  }
  const bytes = await container.read(layout.manifest, MAX_MANIFEST_BYTES, report);
  return bytes === undefined ? undefined : readManifest(layout.manifest, bytes.toString('utf8'), report);
}

const isUri = (source: string): boolean => /^[a-z][a-z0-9+.-]+:\/\//i.test(source);

/**
 * Manifest entries against the files: each named file is there; in an archive each file is named. A folder is a
 * package in the making, whose hashes `netwright package build` writes, so unlisted files are no fault there.
 */
export function checkManifestFiles(manifest: Manifest, container: Container, report: Report): void {
  const listed = new Set<string>();
  for (const { source, place } of [...manifest.entries, ...manifest.nonManoSources]) {
    if (isUri(source) || source === '') continue;
    const path = posix.normalize(source);
    listed.add(path);
    if (!container.entries.has(path))
      report(manifestFiles, place, `"${source}" is listed and not in the package`);
  }
  if (container.form !== 'zip' || manifest.entries.length === 0) return;
  for (const path of container.entries.keys()) {
    const exempt = path === manifest.file || path === TOSCA_META || /\.(cert|cms|p7s|pem)$/i.test(path);
    if (!listed.has(path) && !exempt)
      report(manifestFiles, { file: path }, 'the file is not listed in the manifest');
  }
}

/** Every stated hash of a file that is there; unknown algorithms are reported. */
export function statedHashes(
  manifest: Manifest | undefined,
  layout: PackageLayout | undefined,
  vnfd: Vnfd | undefined,
  container: Container,
  report: Report,
): StatedHash[] {
  const stated: StatedHash[] = [];
  const add = (file: string, name: string, hash: string, place: SourceRef): void => {
    const algorithm = hashAlgorithmOf(name);
    const path = posix.normalize(file);
    if (algorithm === undefined || !MANIFEST_ALGORITHMS.includes(algorithm))
      report(hashAlgorithm, place, `"${file}": algorithm ${name} is not SHA-256 or SHA-512`);
    else if (container.entries.has(path))
      stated.push({ path, algorithm, hash: hash.toLowerCase(), place, kind: 'manifest' });
  };
  for (const e of manifest?.entries ?? [])
    if (e.algorithm !== undefined && e.hash !== undefined && !isUri(e.source))
      add(e.source, e.algorithm, e.hash, e.place);
  for (const s of layout?.stated ?? []) add(s.file, s.algorithm, s.hash, s.source);
  for (const { swImage } of vnfd?.vdus ?? []) {
    if (swImage === undefined || swImage.checksum.hash === '' || !container.entries.has(swImage.artifactPath))
      continue;
    const algorithm = hashAlgorithmOf(swImage.checksum.algorithm) ?? 'sha256';
    stated.push({
      path: swImage.artifactPath,
      algorithm,
      hash: swImage.checksum.hash,
      place: swImage.source,
      kind: 'image',
    });
  }
  return stated;
}

/** Which digests are needed, so that each file is read once. */
export function wantedDigests(stated: readonly StatedHash[]): Map<string, Set<HashAlgorithm>> {
  const wanted = new Map<string, Set<HashAlgorithm>>();
  for (const { path, algorithm } of stated) wanted.set(path, (wanted.get(path) ?? new Set()).add(algorithm));
  return wanted;
}

export function checkHashes(stated: readonly StatedHash[], digests: Digests, report: Report): void {
  for (const { path, algorithm, hash, place, kind } of stated) {
    const real = digests.get(path)?.[algorithm];
    if (real === undefined || real === hash) continue;
    const message = `${path}: ${algorithm} is ${real.slice(0, 16)}..., stated is ${hash.slice(0, 16)}...`;
    report(kind === 'image' ? imageChecksum : hashMismatch, place, message);
  }
}

/** Images whose descriptor states no checksum get the one they have, so that it can be proven later. */
export function withKnownChecksums(vnfd: Vnfd, digests: Digests): Vnfd {
  const vdus = vnfd.vdus.map((vdu) => {
    const { swImage } = vdu;
    if (swImage === undefined || swImage.checksum.hash !== '') return vdu;
    const hash = digests.get(swImage.artifactPath)?.sha256 ?? '';
    return { ...vdu, swImage: { ...swImage, checksum: { algorithm: 'sha-256' as const, hash } } };
  });
  return { ...vnfd, vdus };
}
