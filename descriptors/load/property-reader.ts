/** Typed reads of property values. What is missing or malformed gives undefined; the lint has said so already. */
import {
  entriesOf,
  get,
  isNull,
  listOf,
  mapOf,
  sourceOf,
  textOf,
  type YamlMap,
  type YamlNode,
} from '../schema/node.ts';
import { sizeInMiB } from '../schema/scalar-unit.ts';
import type { Topology } from '../schema/service-template.ts';
import type { SourceRef } from '../schema/source.ts';

/** The value that counts: of `{ get_input: x }` the default of the input. */
export function resolved(node: YamlNode | undefined, topology: Topology): YamlNode | undefined {
  const argument = get(node, 'get_input');
  if (argument === undefined || node?.kind !== 'map' || node.entries.size !== 1) return node;
  const name = textOf(argument) ?? textOf(listOf(argument)[0]) ?? '';
  return get(topology.inputs.get(name)?.value, 'default');
}

/** Reads below one map of properties, with inputs resolved. */
export interface PropertyReader {
  node(...path: string[]): YamlNode | undefined;
  text(...path: string[]): string | undefined;
  integer(...path: string[]): number | undefined;
  boolean(...path: string[]): boolean | undefined;
  /** Rounded up. */
  mebibytes(...path: string[]): number | undefined;
  texts(...path: string[]): string[];
  map(...path: string[]): YamlMap | undefined;
  /** Where the key stands, for claims to point at. */
  source(...path: string[]): SourceRef | undefined;
}

export function readerOf(root: YamlNode | undefined, topology: Topology): PropertyReader {
  const node = (...path: string[]): YamlNode | undefined => {
    let at = resolved(root, topology);
    for (const key of path) at = resolved(get(at, key), topology);
    return isNull(at) ? undefined : at;
  };
  return {
    node,
    text: (...path) => textOf(node(...path)),
    integer: (...path) => integerOf(textOf(node(...path))),
    boolean(...path) {
      const text = textOf(node(...path))?.toLowerCase();
      return text === 'true' ? true : text === 'false' ? false : undefined;
    },
    mebibytes(...path) {
      const text = textOf(node(...path));
      return text === undefined ? undefined : sizeInMiB(text);
    },
    texts: (...path) => listOf(node(...path)).flatMap((n) => textOf(n) ?? []),
    map: (...path) => mapOf(node(...path)),
    source(...path) {
      const parent = node(...path.slice(0, -1));
      const entry = parent?.kind === 'map' ? parent.entries.get(path.at(-1) ?? '') : undefined;
      return entry === undefined ? undefined : sourceOf(entry.key);
    },
  };
}

/** A safe integer in decimal, hexadecimal or octal notation; undefined for anything else. */
export function integerOf(text: string | undefined): number | undefined {
  if (text === undefined || !/^[+-]?(\d+|0x[0-9a-f]+|0o[0-7]+)$/i.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** One of the allowed texts, compared without letter case. */
export function oneOf<const T extends string>(
  text: string | undefined,
  allowed: readonly T[],
): T | undefined {
  const wanted = text?.toLowerCase();
  return allowed.find((a) => a.toLowerCase() === wanted);
}

/** Text values of a map, for lookups. */
export function textEntries(
  map: YamlMap | undefined,
): readonly { name: string; text: string; source: SourceRef }[] {
  return entriesOf(map).flatMap(({ key, value }) => {
    const text = textOf(value);
    return text === undefined ? [] : [{ name: key.value, text, source: sourceOf(key) }];
  });
}
