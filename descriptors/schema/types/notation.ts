/**
 * Reader of the compact notation in facts/*.ts. One block per type:
 *
 *     node nfv.VduCp < nfv.Cp @2.7.1+         kind, name and parent without their `tosca.<kind>s.` prefix; editions
 *       order? integer >=0                    `?` optional, `!` required; type; constraints; `= default`; editions
 *       req virtual_link nfv.VirtualLinkable node nfv.X via nfv.VirtualLinksTo [1,1] @3.5.1+
 *       cap / iface NAME TYPE, ops NAME…, notes NAME…, targets / members NAME…, parent NAME @editions
 *
 * Editions: `@2.5.1-3.5.1,4.2.1+`; none means every edition (of the type). A line ending in `\` goes on in the next.
 * Constraints: `>0 >=0 <=9 ==x in[0,9] {a|b} len>=1 ~"pattern"`. `map<K => V>` where keys have a schema.
 */
import type {
  Constraint,
  PropertyDefinition,
  RequirementDefinition,
  TypeKind,
  ValueSchema,
} from '../value-schema.ts';

export const EDITIONS = [
  '2.5.1',
  '2.6.1',
  '2.7.1',
  '2.8.1',
  '3.3.1',
  '3.5.1',
  '3.6.1',
  '3.7.1',
  '4.2.1',
  '4.3.1',
  '4.4.1',
] as const;
export type Edition = (typeof EDITIONS)[number];

/** A fact with the editions it holds in, one bit per edition. */
interface Dated<T> {
  readonly value: T;
  readonly editions: number;
}

export interface TypeFacts {
  readonly kind: TypeKind;
  readonly name: string;
  readonly editions: number;
  readonly parents: readonly Dated<string | undefined>[];
  readonly properties: readonly Dated<PropertyDefinition>[];
  readonly requirements: readonly Dated<RequirementDefinition>[];
  readonly capabilities: readonly Dated<{ name: string; type: string }>[];
  readonly interfaces: readonly Dated<{ name: string; type: string }>[];
  readonly operations: readonly Dated<readonly string[]>[];
  readonly targets: readonly Dated<readonly string[]>[];
}

const PREFIX: Record<TypeKind, string> = {
  data: 'tosca.datatypes.',
  capability: 'tosca.capabilities.',
  relationship: 'tosca.relationships.',
  interface: 'tosca.interfaces.',
  artifact: 'tosca.artifacts.',
  node: 'tosca.nodes.',
  group: 'tosca.groups.',
  policy: 'tosca.policies.',
};
const ALL = (1 << EDITIONS.length) - 1;
const PRIMITIVE = /^(string|integer|float|boolean|timestamp|range|version|list|map|scalar-unit\.\w+)$/;
const OPERATOR = {
  '>=': 'greater_or_equal',
  '<=': 'less_or_equal',
  '==': 'equal',
  '>': 'greater_than',
  '<': 'less_than',
} as const;
const LENGTH = { '>=': 'min_length', '<=': 'max_length', '==': 'length' } as const;

/** `2.5.1-3.5.1,4.2.1+` as a bit set. */
function editionBits(text: string): number {
  let bits = 0;
  for (const range of text.split(',')) {
    const open = range.endsWith('+');
    const [from = '', to] = (open ? range.slice(0, -1) : range).split('-');
    const first = EDITIONS.indexOf(from as Edition);
    const last = open ? EDITIONS.length - 1 : EDITIONS.indexOf((to ?? from) as Edition);
    for (let i = first; i <= last; i++) bits |= 1 << i;
  }
  return bits;
}

/** Splits ` @editions` off a line. */
function dated(line: string, inherited: number): [string, number] {
  const at = / @([0-9.,+-]+)$/.exec(line);
  return at === null ? [line, inherited] : [line.slice(0, at.index), editionBits(at[1] ?? '')];
}

/** Recursive-descent reader of one type expression. */
function readSchema(text: string, start: number): { schema: ValueSchema; end: number } {
  const word = /[\w.-]+/y;
  word.lastIndex = start;
  const name = word.exec(text)?.[0] ?? '';
  let at = start + name.length;
  let entry: ValueSchema | undefined;
  let key: ValueSchema | undefined;
  if (text[at] === '<' && (name === 'list' || name === 'map')) {
    let inner = readSchema(text, at + 1);
    if (text.startsWith(' => ', inner.end)) {
      key = inner.schema;
      inner = readSchema(text, inner.end + 4);
    }
    entry = inner.schema;
    at = inner.end + 1;
  }
  const constraints: Constraint[] = [];
  const one = / (?:(len)?(>=|<=|==|>|<)([^ >]+)|in\[([^,\]]+),([^\]]+)\]|\{([^}]*)\}|~("(?:[^"\\]|\\.)*"))/y;
  for (;;) {
    one.lastIndex = at;
    const m = one.exec(text);
    if (m === null) break;
    at = one.lastIndex;
    const [, length, op, value, min, max, values, pattern] = m;
    if (pattern !== undefined)
      constraints.push({ op: 'pattern', pattern: JSON.parse(pattern) as string, trusted: true });
    else if (values !== undefined) constraints.push({ op: 'valid_values', values: values.split('|') });
    else if (min !== undefined && max !== undefined) constraints.push({ op: 'in_range', min, max });
    else if (length !== undefined)
      constraints.push({ op: LENGTH[op as keyof typeof LENGTH], value: Number(value) });
    else constraints.push({ op: OPERATOR[op as keyof typeof OPERATOR], value: value ?? '' });
  }
  const type = PRIMITIVE.test(name) ? name : PREFIX.data + name;
  return { schema: { type, constraints, ...(entry && { entry }), ...(key && { key }) }, end: at };
}

function readProperty(line: string): PropertyDefinition {
  const [, name = '', flag, rest = ''] = /^([\w./-]+)([!?]) (.*)$/.exec(line) ?? [];
  const { schema, end } = readSchema(rest, 0);
  const tail = rest.slice(end);
  if (tail !== '' && !tail.startsWith(' = '))
    throw new Error(`type facts: cannot read "${line}" at "${tail}"`);
  const defaultValue: unknown = tail === '' ? undefined : JSON.parse(tail.slice(3));
  return { name, schema, required: flag === '!', ...(tail !== '' && { defaultValue }) };
}

function readRequirement(line: string): RequirementDefinition {
  const m = /^req (\S+) (\S+)(?: node (\S+))?(?: via (\S+))?(?: \[(\d+),(\w+)\])?$/.exec(line);
  const [, name = '', capability = '', node, relationship, min, max] = m ?? [];
  return {
    name,
    capability: PREFIX.capability + capability,
    ...(node !== undefined && { node: PREFIX.node + node }),
    ...(relationship !== undefined && { relationship: PREFIX.relationship + relationship }),
    min: min === undefined ? 1 : Number(min),
    max: max === undefined ? 1 : max === 'UNBOUNDED' ? Number.POSITIVE_INFINITY : Number(max),
  };
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] };

function readMember(line: string, editions: number, type: Mutable<TypeFacts>): void {
  const [word = '', ...names] = line.split(' ');
  switch (word) {
    case 'parent': {
      for (const [i, p] of type.parents.entries())
        type.parents[i] = { ...p, editions: p.editions & ~editions };
      type.parents.push({ value: PREFIX[type.kind] + names[0], editions });
      return;
    }
    case 'req':
      type.requirements.push({ value: readRequirement(line), editions });
      return;
    case 'cap':
      type.capabilities.push({
        value: { name: names[0] ?? '', type: PREFIX.capability + names[1] },
        editions,
      });
      return;
    case 'iface':
      type.interfaces.push({ value: { name: names[0] ?? '', type: PREFIX.interface + names[1] }, editions });
      return;
    case 'ops':
      type.operations.push({ value: names, editions });
      return;
    case 'targets':
    case 'members':
      type.targets.push({ value: names.map((n) => `tosca.${n}`), editions });
      return;
    case 'notes':
    case 'valid-targets':
    case 'valid-sources':
      return;
    default:
      type.properties.push({ value: readProperty(line), editions });
  }
}

/** Reads every block of a facts text. Throws on a line that is not in the notation (a defect of the table). */
export function readTypeFacts(text: string): TypeFacts[] {
  const types: Mutable<TypeFacts>[] = [];
  let current: Mutable<TypeFacts> | undefined;
  for (const raw of text.replace(/\\\n\s+/g, '').split('\n')) {
    if (raw.trim() === '') continue;
    const [line, editions] = dated(raw.trimEnd(), current?.editions ?? ALL);
    if (line.startsWith('  ')) {
      if (current !== undefined) readMember(line.trim(), editions, current);
      continue;
    }
    const [kindWord = '', short = '', , parent] = line.split(' ');
    const kind = kindWord as TypeKind;
    const own = dated(raw.trimEnd(), ALL)[1];
    current = {
      kind,
      name: PREFIX[kind] + short,
      editions: own,
      parents: [{ value: parent === undefined ? undefined : PREFIX[kind] + parent, editions: own }],
      properties: [],
      requirements: [],
      capabilities: [],
      interfaces: [],
      operations: [],
      targets: [],
    };
    types.push(current);
  }
  return types;
}
