/** One way to read an uploaded archive, so that names in diagnostics and in the store are the same. */
import { basename } from 'node:path';
import { type LoadedPackage, loadPackage, type SourceRef } from '#descriptors/index.ts';

/** Without a name from the client, the package goes by the name of its manifest. */
export async function readPackage(path: string, givenName: string | undefined): Promise<LoadedPackage> {
  const loaded = await loadPackage(path, { packageName: givenName ?? 'package' });
  if (givenName !== undefined || loaded.container.manifest === undefined) return loaded;
  return { ...loaded, packageName: basename(loaded.container.manifest, '.mf') };
}

/** A place in a package, written as diagnostics write it. */
export function inPackage(packageName: string, source: SourceRef): SourceRef {
  return { ...source, file: `${packageName}:${source.file}` };
}
