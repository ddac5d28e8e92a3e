/**
 * YAML text → positioned nodes. Refuses by limits instead of by luck: size, depth, number of nodes, and the size that
 * aliases expand to. Never throws; what cannot be read is reported and left out.
 */
import { Alias, type Document, isMap, isScalar, isSeq, type Node, parseAllDocuments, Scalar } from 'yaml';
import type { Report } from '../lint/rule.ts';
import { duplicateKey } from '../lint/rules/duplicate-key.ts';
import { yamlLimits } from '../lint/rules/yaml-limits.ts';
import { yamlSyntax } from '../lint/rules/yaml-syntax.ts';
import {
  positionAt,
  type SourceText,
  type YamlEntry,
  type YamlMap,
  type YamlNode,
  type YamlScalar,
} from '../schema/node.ts';

export const YAML_LIMITS = { bytes: 16 * 1024 * 1024, depth: 100, aliasedNodes: 200_000 } as const;

/** A node with how many nodes it stands for once its aliases are followed. */
interface Sized {
  readonly node: YamlNode;
  readonly size: number;
}

interface Conversion {
  readonly text: SourceText;
  readonly report: Report;
  readonly anchors: Map<string, Sized>;
  refused: boolean;
}

/** The content of the first document; undefined where there is none or it cannot be read. */
export function readYaml(file: string, bytes: Buffer | string, report: Report): YamlNode | undefined {
  const content = decode(file, bytes, report);
  if (content === undefined) return undefined;
  if (tooDeep(content)) {
    report(yamlLimits, { file }, `nested deeper than ${YAML_LIMITS.depth} levels`);
    return undefined;
  }
  let documents: Document[];
  try {
    documents = parse(content);
    if (documents.some((d) => d.errors.length > 0)) {
      const repaired = joinFlowLines(content);
      if (repaired !== content) documents = parse(repaired);
    }
  } catch (error) {
    report(
      yamlLimits,
      { file },
      `the YAML parser gave up: ${error instanceof Error ? error.message : error}`,
    );
    return undefined;
  }
  const text: SourceText = { file, lineStarts: lineStartsOf(content) };
  const [document, second] = documents;
  for (const d of documents)
    for (const e of d.errors)
      report(yamlSyntax, positionAt(text, e.pos[0]), e.message.replace(/ at line \d+.*$/s, ''));
  if (second !== undefined && document?.contents !== null && document !== undefined)
    report(
      yamlSyntax,
      positionAt(text, second.range?.[0] ?? 0),
      'a second YAML document starts here; only the first is read',
    );
  if (document === undefined || document.contents === null) return undefined;
  const conversion: Conversion = { text, report, anchors: new Map(), refused: false };
  const { node } = convert(document.contents as Node, conversion, 0);
  return conversion.refused ? undefined : node;
}

function parse(content: string): Document[] {
  const documents = parseAllDocuments(content, {
    schema: 'failsafe',
    uniqueKeys: false,
    keepSourceTokens: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  return [...documents] as Document[];
}

/**
 * A flow list that goes on at column 1 is no YAML 1.2, but common parsers read it and ETSI's own type files have it.
 * Its line break becomes blanks of the same length, so that offsets stay what they were.
 */
function joinFlowLines(content: string): string {
  return content.replace(/\r?\n(?=[\w"'][^:#[\]{}\r\n]*\][ \t]*\r?$)/gm, (lineBreak) =>
    ' '.repeat(lineBreak.length),
  );
}

function lineStartsOf(content: string): number[] {
  const starts = [0];
  for (let at = content.indexOf('\n'); at >= 0; at = content.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** UTF-8 with or without BOM, UTF-16 with BOM; NUL and invalid bytes are refused. */
function decode(file: string, bytes: Buffer | string, report: Report): string | undefined {
  if (bytes.length > YAML_LIMITS.bytes) {
    report(yamlLimits, { file }, `larger than ${YAML_LIMITS.bytes / 1024 / 1024} MiB`);
    return undefined;
  }
  let content: string;
  try {
    content =
      typeof bytes === 'string' ? bytes : new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
  } catch {
    report(yamlSyntax, { file }, 'the file is not UTF-8 text');
    return undefined;
  }
  const nul = content.indexOf('\0');
  if (nul < 0) return content;
  report(yamlSyntax, { file }, `the file has a NUL character at offset ${nul}`);
  return undefined;
}

function encodingOf(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return 'utf-8';
}

/**
 * A linear look before parsing: open flow brackets, and the block nesting that indentation can make. It overcounts
 * inside strings and comments, so it asks for more than the real limit before it refuses.
 */
function tooDeep(content: string): boolean {
  const limit = YAML_LIMITS.depth * 4;
  let depth = 0;
  let deepest = 0;
  let dashes = 0;
  for (let i = 0; i < content.length; i++) {
    const c = content.charCodeAt(i);
    if (c === 0x5b || c === 0x7b) deepest = Math.max(deepest, ++depth);
    else if (c === 0x5d || c === 0x7d) depth = Math.max(0, depth - 1);
    if (c === 0x0a) dashes = 0;
    else if ((c === 0x2d || c === 0x3f) && content.charCodeAt(i + 1) === 0x20)
      deepest = Math.max(deepest, ++dashes);
  }
  return deepest > limit || indentationDepth(content) > limit;
}

/** How many indentation levels are open at once, at most. */
function indentationDepth(content: string): number {
  const open: number[] = [];
  let deepest = 0;
  for (const match of content.matchAll(/^( *)[^\s#]/gm)) {
    const indent = match[1]?.length ?? 0;
    while (open.length > 0 && (open.at(-1) ?? 0) >= indent) open.pop();
    open.push(indent);
    deepest = Math.max(deepest, open.length);
  }
  return deepest;
}

const emptyScalar = (text: SourceText, offset: number): YamlScalar => ({
  kind: 'scalar',
  value: '',
  plain: true,
  text,
  offset,
});

function refuse(c: Conversion, offset: number, message: string): Sized {
  if (!c.refused) c.report(yamlLimits, positionAt(c.text, offset), message);
  c.refused = true;
  return { node: emptyScalar(c.text, offset), size: 1 };
}

function convert(node: Node | null, c: Conversion, depth: number, fallbackOffset = 0): Sized {
  const offset = node?.range?.[0] ?? fallbackOffset;
  if (node === null) return { node: emptyScalar(c.text, offset), size: 1 };
  if (depth > YAML_LIMITS.depth) return refuse(c, offset, `nested deeper than ${YAML_LIMITS.depth} levels`);
  if (c.refused) return { node: emptyScalar(c.text, offset), size: 1 };
  if (node instanceof Alias) {
    const target = c.anchors.get(node.source);
    if (target === undefined) {
      c.report(yamlSyntax, positionAt(c.text, offset), `alias *${node.source} has no anchor before it`);
      return { node: emptyScalar(c.text, offset), size: 1 };
    }
    if (target.size > YAML_LIMITS.aliasedNodes) return refuse(c, offset, 'aliases expand to too many nodes');
    return target;
  }
  let result: Sized;
  if (isScalar(node)) {
    const plain = node.type === Scalar.PLAIN || node.type === undefined;
    const value = typeof node.value === 'string' ? node.value : String(node.value ?? '');
    result = { node: { kind: 'scalar', value, plain, text: c.text, offset }, size: 1 };
  } else if (isSeq(node)) {
    let size = 1;
    const items = node.items.map((item) => {
      const sized = convert(item as Node | null, c, depth + 1, offset);
      size += sized.size;
      return sized.node;
    });
    result = { node: { kind: 'list', items, text: c.text, offset }, size };
  } else if (isMap(node)) result = convertMap(node, c, depth, offset);
  else result = { node: emptyScalar(c.text, offset), size: 1 };
  if (result.size > YAML_LIMITS.aliasedNodes * 20) return refuse(c, offset, 'too many nodes');
  if (node.anchor !== undefined) c.anchors.set(node.anchor, result);
  return result;
}

function convertMap(
  node: { items: readonly { key: unknown; value: unknown }[] },
  c: Conversion,
  depth: number,
  offset: number,
): Sized {
  const entries = new Map<string, YamlEntry>();
  const merged: YamlMap[] = [];
  let size = 1;
  for (const pair of node.items) {
    if (c.refused) break;
    const key = convert(pair.key as Node | null, c, depth + 1, offset).node;
    const value = convert(pair.value as Node | null, c, depth + 1, key.offset);
    size += value.size + 1;
    if (key.kind !== 'scalar') {
      c.report(yamlSyntax, positionAt(c.text, key.offset), 'a key must be a single value');
      continue;
    }
    if (key.value === '<<' && key.plain && value.node.kind !== 'scalar') {
      for (const m of value.node.kind === 'list' ? value.node.items : [value.node])
        if (m.kind === 'map') merged.push(m);
      continue;
    }
    const earlier = entries.get(key.value);
    if (earlier !== undefined) {
      const first = positionAt(c.text, earlier.key.offset);
      c.report(
        duplicateKey,
        positionAt(c.text, key.offset),
        `"${key.value}" stands already in line ${first.line}`,
      );
    }
    entries.set(key.value, { key, value: value.node });
  }
  for (const m of merged) for (const [k, e] of m.entries) if (!entries.has(k)) entries.set(k, e);
  return { node: { kind: 'map', entries, text: c.text, offset }, size };
}
