/** TOSCA-Metadata/TOSCA.meta, or its absence: which file is the descriptor, which the manifest (SOL004 4.1). */
import { posix } from 'node:path';
import type { Report } from '../lint/rule.ts';
import { entryDefinitions } from '../lint/rules/entry-definitions.ts';
import { metaReference } from '../lint/rules/meta-reference.ts';
import type { SourceRef } from '../schema/source.ts';
import type { Container } from './container.ts';

export const TOSCA_META = 'TOSCA-Metadata/TOSCA.meta';
const MAX_META_BYTES = 1024 * 1024;
/** Longer lines are refused unread. */
const MAX_LINE = 4096;

export interface PackageLayout {
  /** `a`: with TOSCA.meta; `b`: one YAML file at the root; `bare`: a YAML file given by itself. */
  readonly form: 'a' | 'b' | 'bare';
  readonly entryDefinitions: string;
  readonly manifest: string | undefined;
  /** Keys of the first block, as written. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Later blocks: file → hash stated in TOSCA.meta. */
  readonly stated: readonly {
    readonly file: string;
    readonly algorithm: string;
    readonly hash: string;
    readonly source: SourceRef;
  }[];
}

interface MetaLine {
  readonly key: string;
  readonly value: string;
  readonly source: SourceRef;
}

/** Since 2.6.1 with the prefix, before without. */
const FILE_KEYS = ['Change-Log', 'Tests', 'Licenses', 'Certificate'];

/** Undefined (reported) where no descriptor can be told. */
export async function readLayout(
  container: Container,
  givenFile: string | undefined,
  report: Report,
): Promise<PackageLayout | undefined> {
  if (givenFile !== undefined)
    return { form: 'bare', entryDefinitions: givenFile, manifest: undefined, metadata: {}, stated: [] };
  if (container.entries.has(TOSCA_META)) return readFormA(container, report);
  return readFormB(container, report);
}

async function readFormA(container: Container, report: Report): Promise<PackageLayout | undefined> {
  const bytes = await container.read(TOSCA_META, MAX_META_BYTES, report);
  if (bytes === undefined) return undefined;
  const [first = [], ...others] = readBlocks(bytes.toString('utf8'), report);
  const find = (...keys: string[]): MetaLine | undefined =>
    first.find((l) => keys.some((k) => k.toLowerCase() === l.key.toLowerCase()));
  const file = (...keys: string[]): string | undefined => {
    const line = find(...keys);
    if (line === undefined) return undefined;
    const path = posix.normalize(line.value);
    if (container.entries.has(path)) return path;
    const folder = `${path.replace(/\/$/, '')}/`;
    if ([...container.entries.keys()].some((e) => e.startsWith(folder))) return path;
    report(metaReference, line.source, `${line.key}: "${line.value}" is not in the package`);
    return undefined;
  };
  const entry = find('Entry-Definitions');
  if (entry === undefined || !container.entries.has(posix.normalize(entry.value))) {
    const what =
      entry === undefined
        ? 'there is no Entry-Definitions line'
        : `Entry-Definitions "${entry.value}" is not in the package`;
    report(entryDefinitions, entry?.source ?? { file: TOSCA_META }, what);
    return undefined;
  }
  for (const key of FILE_KEYS) file(`ETSI-Entry-${key}`, `Entry-${key}`);
  for (const key of ['TOSCA-Meta-File-Version', 'CSAR-Version', 'Created-By'])
    if (find(key, key.replace('-File', ''), key.replace('-', '')) === undefined)
      report(metaReference, { file: TOSCA_META }, `the ${key} line is missing`);
  return {
    form: 'a',
    entryDefinitions: posix.normalize(entry.value),
    manifest:
      file('ETSI-Entry-Manifest', 'Entry-Manifest') ??
      defaultManifest(container, posix.normalize(entry.value)),
    metadata: Object.fromEntries(first.map((l) => [l.key, l.value])),
    stated: others.flatMap(statedHash),
  };
}

/** Blocks of `Key: value` lines with blank lines between; a line that begins with a blank continues the one before. */
function readBlocks(text: string, report: Report): MetaLine[][] {
  const blocks: MetaLine[][] = [[]];
  for (const [index, line] of text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .entries()) {
    const block = blocks.at(-1) ?? [];
    if (line.trim() === '') {
      if (block.length > 0) blocks.push([]);
      continue;
    }
    if (line.startsWith('#')) continue;
    const source = { file: TOSCA_META, line: index + 1, column: 1 };
    const m = line.length > MAX_LINE ? null : /^([^\s:][^:]*?)\s*:(?:\s+(.*?)|)\s*$/.exec(line);
    const last = block.at(-1);
    if (m !== null) block.push({ key: m[1] ?? '', value: unquote(m[2] ?? ''), source });
    else if (/^\s/.test(line) && last !== undefined)
      block[block.length - 1] = { ...last, value: last.value + line.trim() };
    else report(entryDefinitions, source, `not a "Key: value" line: ${JSON.stringify(line.slice(0, 60))}`);
  }
  return blocks;
}

function unquote(value: string): string {
  return /^(["']).*\1$/.test(value) ? value.slice(1, -1) : value;
}

function statedHash(block: MetaLine[]): PackageLayout['stated'][number][] {
  const value = (key: string): MetaLine | undefined => block.find((l) => l.key.toLowerCase() === key);
  const name = value('name') ?? value('source');
  const algorithm = value('algorithm');
  const hash = value('hash');
  if (name === undefined || algorithm === undefined || hash === undefined) return [];
  return [{ file: name.value, algorithm: algorithm.value, hash: hash.value, source: hash.source }];
}

/** Form B: exactly one YAML file at the root. */
function readFormB(container: Container, report: Report): PackageLayout | undefined {
  const paths = [...container.entries.keys()];
  const root = paths.filter((p) => !p.includes('/') && /\.ya?ml$/i.test(p));
  const [only] = root;
  if (only !== undefined && root.length === 1)
    return {
      form: 'b',
      entryDefinitions: only,
      manifest: defaultManifest(container, only),
      metadata: {},
      stated: [],
    };
  const misplaced = paths.find((p) => p.endsWith(`/${TOSCA_META}`) || /(^|\/)tosca\.meta$/i.test(p));
  const inner = paths.find((p) => /\.csar$/i.test(p));
  const hint =
    misplaced !== undefined
      ? `; ${misplaced} stands in the wrong place`
      : inner !== undefined
        ? `; it holds ${inner} (SOL004 security option 2): unpack the outer archive first`
        : '';
  report(
    entryDefinitions,
    { file: '' },
    `no ${TOSCA_META}, and ${root.length} YAML files at the root instead of one${hint}`,
  );
  return undefined;
}

/** `<descriptor>.mf` beside the descriptor or at the root, else the only .mf at the root. */
function defaultManifest(container: Container, descriptor: string): string | undefined {
  const stem = descriptor.replace(/\.ya?ml$/i, '');
  const candidates = [`${stem}.mf`, `${posix.basename(stem)}.mf`];
  const found = candidates.find((c) => container.entries.has(c));
  if (found !== undefined) return found;
  const root = [...container.entries.keys()].filter((p) => /^[^/]+\.mf$/i.test(p));
  return root.length === 1 ? root[0] : undefined;
}
