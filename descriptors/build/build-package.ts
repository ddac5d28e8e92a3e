/** A folder → a SOL004 CSAR or SOL007 archive of form A, with a complete manifest. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { TOSCA_META } from '../load/tosca-meta.ts';
import { type LoadOptions, loadPackage } from '../load-package.ts';
import type { Diagnostic } from '../schema/diagnostic.ts';
import { manifestText } from './manifest-text.ts';
import { writeZip, type ZipSource } from './zip-writer.ts';

export type BuildResult =
  | {
      readonly built: true;
      readonly file: string;
      readonly sizeBytes: number;
      readonly sha256: string;
      readonly kind: 'vnf' | 'ns';
      /** SOL001 descriptor_id. */
      readonly descriptorId: string;
      /** Warnings and notes. */
      readonly diagnostics: readonly Diagnostic[];
    }
  | { readonly built: false; readonly diagnostics: readonly Diagnostic[] };

/** Findings that building repairs: the manifest's list of files and their hashes are written anew. */
const REPAIRED = new Set(['NFV-D007', 'NFV-D008']);

/**
 * Packs `folder` into `outFile`. The same files give the same bytes. A folder with errors is refused with its
 * diagnostics, and no file is written. Rejects only where the output cannot be written.
 */
export async function buildPackage(
  folder: string,
  outFile: string,
  options: LoadOptions = {},
): Promise<BuildResult> {
  const loaded = await loadPackage(folder, options);
  const { manifest, form, layout } = loaded.container;
  const diagnostics = loaded.diagnostics.filter((d) => !REPAIRED.has(d.code));
  const descriptorId = loaded.vnfd?.vnfdId ?? loaded.nsd?.nsdId;
  const { kind } = loaded;
  if (diagnostics.some((d) => d.severity === 'error') || kind === undefined || descriptorId === undefined)
    return { built: false, diagnostics };
  if (form !== 'folder' || layout !== 'a' || manifest === undefined)
    return { built: false, diagnostics: [...diagnostics, notAFolder(loaded.packageName)] };
  const files = loaded.artifacts.filter((a) => a.path !== manifest);
  const text = manifestText(await readFile(join(folder, manifest), 'utf8'), files);
  const sources: ZipSource[] = [
    ...files.map((f) => ({ path: f.path, file: true as const })),
    { path: manifest, content: Buffer.from(text) },
  ];
  sources.sort((a, b) => rank(a.path, manifest) - rank(b.path, manifest) || (a.path < b.path ? -1 : 1));
  const partial = `${outFile}.partial`;
  try {
    await writeZip(folder, sources, partial);
    await rename(partial, outFile);
  } finally {
    await rm(partial, { force: true });
  }
  const { size } = await stat(outFile);
  return {
    built: true,
    file: outFile,
    sizeBytes: size,
    sha256: await sha256Of(outFile),
    kind,
    descriptorId,
    diagnostics,
  };
}

/** TOSCA.meta first, then the manifest: a reader of the stream knows early what it has. */
function rank(path: string, manifest: string): number {
  return path === TOSCA_META ? 0 : path === manifest ? 1 : 2;
}

function notAFolder(packageName: string): Diagnostic {
  return {
    code: 'NFV-D004',
    severity: 'error',
    file: packageName,
    message: `only a folder with ${TOSCA_META} and a manifest can be built`,
    remedy: 'Lay the package out as SOL004 4.1 form A.',
  };
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) hash.update(chunk);
  return hash.digest('hex');
}
