/** Types that a package declares, in the same shape as the built-in ones. */
import type { Report } from '../lint/rule.ts';
import { wrongValueType } from '../lint/rules/wrong-value-type.ts';
import {
  entriesOf,
  get,
  listOf,
  mapOf,
  sourceOf,
  textOf,
  type YamlEntry,
  type YamlNode,
} from '../schema/node.ts';
import type {
  Constraint,
  PropertyDefinition,
  RequirementDefinition,
  TypeDefinition,
  TypeKind,
  ValueSchema,
} from '../schema/value-schema.ts';

const SECTIONS: readonly (readonly [string, TypeKind])[] = [
  ['data_types', 'data'],
  ['capability_types', 'capability'],
  ['relationship_types', 'relationship'],
  ['interface_types', 'interface'],
  ['artifact_types', 'artifact'],
  ['node_types', 'node'],
  ['group_types', 'group'],
  ['policy_types', 'policy'],
];

/** All types declared in the `*_types` sections of one file. */
export function readUserTypes(root: YamlNode, report: Report): TypeDefinition[] {
  return SECTIONS.flatMap(([section, kind]) =>
    entriesOf(get(root, section)).map((entry) => readType(entry, kind, report)),
  );
}

function readType({ key, value }: YamlEntry, kind: TypeKind, report: Report): TypeDefinition {
  const byName = <T extends { name: string }>(list: readonly T[]): Map<string, T> =>
    new Map(list.map((item) => [item.name, item]));
  return {
    kind,
    name: key.value,
    parent: textOf(get(value, 'derived_from')),
    properties: byName(entriesOf(get(value, 'properties')).map((e) => readProperty(e, report))),
    capabilities: new Map(
      entriesOf(get(value, 'capabilities')).map((c) => [
        c.key.value,
        textOf(c.value) ?? textOf(get(c.value, 'type')) ?? '',
      ]),
    ),
    requirements: byName(namedItems(get(value, 'requirements')).map(readRequirement)),
    interfaces: new Map(
      entriesOf(get(value, 'interfaces')).map((i) => [i.key.value, textOf(get(i.value, 'type')) ?? '']),
    ),
    operations: entriesOf(get(value, 'operations')).map((o) => o.key.value),
    targets: listOf(get(value, kind === 'group' ? 'members' : 'targets')).flatMap((t) => textOf(t) ?? []),
    origin: sourceOf(key),
  };
}

/** Items of TOSCA's "list of one-key maps", which people also write as one map. */
export function namedItems(node: YamlNode | undefined): YamlEntry[] {
  return node?.kind === 'list' ? node.items.flatMap((item) => entriesOf(item)) : [...entriesOf(node)];
}

function readProperty({ key, value }: YamlEntry, report: Report): PropertyDefinition {
  if (value.kind !== 'map')
    report(wrongValueType, sourceOf(value), `property definition "${key.value}" must be a map`);
  const defaultNode = get(value, 'default');
  return {
    name: key.value,
    schema: readSchema(value),
    required: textOf(get(value, 'required'))?.toLowerCase() !== 'false',
    ...(defaultNode !== undefined && { defaultNode, defaultValue: textOf(defaultNode) ?? null }),
  };
}

function readSchema(node: YamlNode | undefined, depth = 0): ValueSchema {
  const type = textOf(node) ?? textOf(get(node, 'type')) ?? 'string';
  const constraints = listOf(get(node, 'constraints')).flatMap((c) => entriesOf(c).flatMap(readConstraint));
  const holder = (type === 'list' || type === 'map') && depth < 10;
  const key = get(node, 'key_schema');
  return {
    type,
    constraints,
    ...(holder && { entry: readSchema(get(node, 'entry_schema'), depth + 1) }),
    ...(holder && key !== undefined && { key: readSchema(key, depth + 1) }),
  };
}

function readConstraint({ key, value }: YamlEntry): Constraint[] {
  const text = textOf(value) ?? '';
  const list = listOf(value).map((v) => textOf(v) ?? '');
  switch (key.value) {
    case 'greater_than':
    case 'greater_or_equal':
    case 'less_than':
    case 'less_or_equal':
    case 'equal':
      return [{ op: key.value, value: text }];
    case 'in_range':
      return [{ op: 'in_range', min: list[0] ?? '', max: list[1] ?? '' }];
    case 'valid_values':
      return [{ op: 'valid_values', values: list }];
    case 'min_length':
    case 'max_length':
    case 'length':
      return [{ op: key.value, value: Number(text) }];
    case 'pattern':
      return [{ op: 'pattern', pattern: text, trusted: false }];
    default:
      return [];
  }
}

function readRequirement({ key, value }: YamlEntry): RequirementDefinition {
  const capability = textOf(value) ?? textOf(get(value, 'capability'));
  const node = textOf(get(value, 'node'));
  const relation = get(value, 'relationship');
  const relationship = textOf(relation) ?? textOf(get(mapOf(relation), 'type'));
  const [min, max] = listOf(get(value, 'occurrences')).map((o) => textOf(o) ?? '');
  const upper = max === undefined ? 1 : /^unbounded$/i.test(max) ? Number.POSITIVE_INFINITY : Number(max);
  return {
    name: key.value,
    ...(capability !== undefined && { capability }),
    ...(node !== undefined && { node }),
    ...(relationship !== undefined && { relationship }),
    min: min === undefined ? 1 : Number(min) || 0,
    max: Number.isNaN(upper) ? Number.POSITIVE_INFINITY : upper,
  };
}
