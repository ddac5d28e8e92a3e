/** The package manifest (SOL004 4.3, SOL007 4.3): metadata block, file entries, non-MANO artifact sets, CMS. */
import type { Report } from '../lint/rule.ts';
import { manifestSyntax } from '../lint/rules/manifest-syntax.ts';
import type { SourceRef } from '../schema/source.ts';

export interface ManifestEntry {
  readonly source: string;
  readonly algorithm: string | undefined;
  readonly hash: string | undefined;
  readonly signature: string | undefined;
  readonly certificate: string | undefined;
  readonly place: SourceRef;
}

export interface Manifest {
  readonly file: string;
  readonly kind: 'vnf' | 'pnf' | 'ns' | undefined;
  /** As written, keys in lower case. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly entries: readonly ManifestEntry[];
  /** Sources named by non_mano_artifact_sets. */
  readonly nonManoSources: readonly { readonly source: string; readonly place: SourceRef }[];
  /** True where the manifest ends with a CMS signature. */
  readonly signed: boolean;
}

/** Mandatory keys; alternatives are spellings of other editions. */
const MANDATORY = {
  vnf: [
    ['vnf_product_name'],
    ['vnf_provider_id'],
    ['vnf_package_version'],
    ['vnf_release_date_time', 'vnf_release_data_time'],
  ],
  pnf: [['pnfd_name'], ['pnfd_provider'], ['pnfd_archive_version'], ['pnfd_release_date_time']],
  ns: [
    ['nsd_designer'],
    ['nsd_invariant_id'],
    ['nsd_name', 'nsd_product_name'],
    ['nsd_file_structure_version'],
    ['nsd_release_date_time'],
  ],
} as const;

/** Longer lines are refused unread. */
const MAX_LINE = 4096;

interface Line {
  readonly indent: number;
  readonly key: string;
  readonly value: string;
  readonly place: SourceRef;
}

/** Reports what is missing or unreadable; always gives what could be read. */
export function readManifest(file: string, text: string, report: Report): Manifest {
  const metadata: Record<string, string> = {};
  const entries: ManifestEntry[] = [];
  const nonManoSources: { source: string; place: SourceRef }[] = [];
  let section: 'none' | 'metadata' | 'files' | 'non-mano' = 'none';
  let current: Record<string, string> | undefined;
  let place: SourceRef | undefined;
  const flush = (): void => {
    if (current !== undefined && place !== undefined) entries.push(toEntry(current, place, report));
    current = undefined;
  };
  const { lines, signed } = readLines(file, text, report);
  for (const line of lines) {
    const key = line.key.toLowerCase();
    if (line.indent === 0 && line.value === '' && key !== 'source') {
      flush();
      section = key === 'metadata' ? 'metadata' : 'non-mano';
    } else if (key === 'source' && section !== 'non-mano') {
      flush();
      section = 'files';
      current = { source: line.value };
      place = line.place;
    } else if (key === 'source' && line.indent === 0) {
      flush();
      section = 'files';
      current = { source: line.value };
      place = line.place;
    } else if (section === 'files' && current !== undefined) {
      if (key in current)
        report(manifestSyntax, line.place, `${line.key} stands twice for "${current.source}"`);
      current[key] = line.value;
    } else if (section === 'metadata') {
      if (key in metadata) report(manifestSyntax, line.place, `metadata key ${line.key} stands twice`);
      if (line.value === '') report(manifestSyntax, line.place, `metadata key ${line.key} has no value`);
      metadata[key] = line.value;
    } else if (key === 'source') nonManoSources.push({ source: line.value, place: line.place });
  }
  flush();
  const kind = kindOf(metadata);
  reportMissing(file, kind, metadata, report);
  return { file, kind, metadata, entries, nonManoSources, signed };
}

function readLines(file: string, text: string, report: Report): { lines: Line[]; signed: boolean } {
  const lines: Line[] = [];
  for (const [index, raw] of text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .entries()) {
    if (raw.startsWith('-----BEGIN CMS-----') || raw.startsWith('-----BEGIN PKCS7-----'))
      return { lines, signed: true };
    if (raw.trim() === '' || raw.trim().startsWith('#')) continue;
    const m = raw.length > MAX_LINE ? null : /^(\s*)(?:-\s+)?([\w .\-/]+?)\s*:(?:\s+(.*?)|)\s*$/.exec(raw);
    const place = { file, line: index + 1, column: 1 + (raw.length - raw.trimStart().length) };
    if (m === null)
      report(manifestSyntax, place, `not a "key: value" line: ${JSON.stringify(raw.slice(0, 60))}`);
    else lines.push({ indent: m[1]?.length ?? 0, key: m[2] ?? '', value: m[3] ?? '', place });
  }
  return { lines, signed: false };
}

function toEntry(fields: Record<string, string>, place: SourceRef, report: Report): ManifestEntry {
  const source = fields.source ?? '';
  if (source === '') report(manifestSyntax, place, 'Source has no value');
  const half = (fields.algorithm === undefined) !== (fields.hash === undefined);
  if (half)
    report(
      manifestSyntax,
      place,
      `"${source}" has ${fields.hash === undefined ? 'Algorithm without Hash' : 'Hash without Algorithm'}`,
    );
  return {
    source,
    algorithm: fields.algorithm,
    hash: fields.hash,
    signature: fields.signature,
    certificate: fields.certificate,
    place,
  };
}

function kindOf(metadata: Readonly<Record<string, string>>): Manifest['kind'] {
  const keys = Object.keys(metadata);
  if (keys.some((k) => k.startsWith('nsd_'))) return 'ns';
  if (keys.some((k) => k.startsWith('pnfd_'))) return 'pnf';
  return keys.some((k) => k.startsWith('vnf')) ? 'vnf' : undefined;
}

function reportMissing(
  file: string,
  kind: Manifest['kind'],
  metadata: Readonly<Record<string, string>>,
  report: Report,
): void {
  if (kind === undefined) {
    report(manifestSyntax, { file }, 'the metadata block is missing or empty');
    return;
  }
  for (const spellings of MANDATORY[kind])
    if (!spellings.some((s) => s in metadata))
      report(manifestSyntax, { file }, `metadata key ${spellings[0]} is missing`);
}
