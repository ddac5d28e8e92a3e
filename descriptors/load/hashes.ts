/** Digests of package files, streamed, all algorithms of a file in one pass. */
import { createHash } from 'node:crypto';
import type { Report } from '../lint/rule.ts';
import { unreadablePackage } from '../lint/rules/unreadable-package.ts';
import type { Container } from './container.ts';

export type HashAlgorithm = 'sha224' | 'sha256' | 'sha384' | 'sha512';

/** `SHA-256`, `sha256`, `SHA_256` → `sha256`; undefined for anything not in the SHA-2 family. */
export function hashAlgorithmOf(name: string): HashAlgorithm | undefined {
  const plain = name.toLowerCase().replace(/[-_ ]/g, '');
  return ['sha224', 'sha256', 'sha384', 'sha512'].find((a) => a === plain) as HashAlgorithm | undefined;
}

export type Digests = ReadonlyMap<string, Readonly<Partial<Record<HashAlgorithm, string>>>>;

/** Every file's SHA-256 and what else is wanted of it, in lower-case hex. A damaged file is reported and left out. */
export async function hashFiles(
  container: Container,
  wanted: ReadonlyMap<string, ReadonlySet<HashAlgorithm>>,
  report: Report,
): Promise<Digests> {
  const digests = new Map<string, Partial<Record<HashAlgorithm, string>>>();
  for (const path of container.entries.keys()) {
    const algorithms = new Set<HashAlgorithm>(['sha256', ...(wanted.get(path) ?? [])]);
    try {
      digests.set(path, await hashOne(container, path, algorithms));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      report(unreadablePackage, { file: path }, `cannot be read to its end: ${why}`);
    }
  }
  return digests;
}

async function hashOne(
  container: Container,
  path: string,
  algorithms: ReadonlySet<HashAlgorithm>,
): Promise<Partial<Record<HashAlgorithm, string>>> {
  const hashes = [...algorithms].map((a) => ({ a, hash: createHash(a) }));
  for await (const chunk of (await container.open(path)) as AsyncIterable<Buffer>)
    for (const { hash } of hashes) hash.update(chunk);
  return Object.fromEntries(hashes.map(({ a, hash }) => [a, hash.digest('hex')]));
}
