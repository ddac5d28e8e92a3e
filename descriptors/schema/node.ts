/**
 * A YAML document as the loader sees it: positions kept, scalars as the text that was written. What a scalar means is
 * decided by the schema that reads it, never by YAML's own typing (`1.10` is a version, `yes` a string).
 */
import type { SourceRef } from './source.ts';

/** A text with its line starts, so that offsets become positions only when somebody asks. */
export interface SourceText {
  readonly file: string;
  readonly lineStarts: readonly number[];
}

interface NodeBase {
  readonly text: SourceText;
  /** Offset of the first character in the file. */
  readonly offset: number;
}

export interface YamlScalar extends NodeBase {
  readonly kind: 'scalar';
  readonly value: string;
  /** False where it was quoted or a block scalar: then `null` and `` are strings. */
  readonly plain: boolean;
}

export interface YamlEntry {
  readonly key: YamlScalar;
  readonly value: YamlNode;
}

export interface YamlMap extends NodeBase {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, YamlEntry>;
}

export interface YamlList extends NodeBase {
  readonly kind: 'list';
  readonly items: readonly YamlNode[];
}

export type YamlNode = YamlScalar | YamlMap | YamlList;

/** The 1-based position of a node. */
export function sourceOf(node: { readonly text: SourceText; readonly offset: number }): SourceRef {
  return positionAt(node.text, node.offset);
}

export function positionAt(text: SourceText, offset: number): SourceRef {
  let low = 0;
  let high = text.lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((text.lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { file: text.file, line: low + 1, column: offset - (text.lineStarts[low] ?? 0) + 1 };
}

/** The value under a key of a map; undefined for anything else. */
export function get(node: YamlNode | undefined, ...path: readonly string[]): YamlNode | undefined {
  let at = node;
  for (const key of path) at = at?.kind === 'map' ? at.entries.get(key)?.value : undefined;
  return at;
}

/** True for an empty plain scalar, `~` and `null`: nothing was written. */
export function isNull(node: YamlNode | undefined): boolean {
  if (node === undefined) return true;
  return node.kind === 'scalar' && node.plain && /^(|~|null|Null|NULL)$/.test(node.value);
}

/** The text of a scalar that is not null. */
export function textOf(node: YamlNode | undefined): string | undefined {
  return node?.kind === 'scalar' && !isNull(node) ? node.value : undefined;
}

export function mapOf(node: YamlNode | undefined): YamlMap | undefined {
  return node?.kind === 'map' ? node : undefined;
}

export function listOf(node: YamlNode | undefined): readonly YamlNode[] {
  return node?.kind === 'list' ? node.items : [];
}

/** Entries of a map, in the order written; none for anything else. */
export function entriesOf(node: YamlNode | undefined): readonly YamlEntry[] {
  return node?.kind === 'map' ? [...node.entries.values()] : [];
}

const KINDS = { scalar: 'a single value', map: 'a map', list: 'a list' } as const;

/** For messages: `a map`, `"abc"`. */
export function describeNode(node: YamlNode): string {
  if (node.kind !== 'scalar') return KINDS[node.kind];
  if (isNull(node)) return 'nothing';
  return `"${node.value.length > 60 ? `${node.value.slice(0, 57)}...` : node.value}"`;
}
