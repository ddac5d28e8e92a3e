/** One topology_template as data: nodes, groups, policies, inputs, substitution mappings. Reads every spelling seen. */
import type { Report } from '../lint/rule.ts';
import { wrongValueType } from '../lint/rules/wrong-value-type.ts';
import {
  entriesOf,
  get,
  isNull,
  listOf,
  mapOf,
  sourceOf,
  textOf,
  type YamlEntry,
  type YamlNode,
  type YamlScalar,
} from '../schema/node.ts';
import type {
  Artifact,
  Collective,
  Exposure,
  NodeTemplate,
  Requirement,
  Substitution,
  Topology,
} from '../schema/service-template.ts';
import { namedItems } from './user-types.ts';

/** Reads the topology_template of one file; undefined where the file has none. */
export function readTopology(file: string, root: YamlNode, report: Report): Topology | undefined {
  const body = get(root, 'topology_template');
  if (body === undefined || isNull(body)) return undefined;
  if (body.kind !== 'map') {
    report(wrongValueType, sourceOf(body), 'topology_template must be a map');
    return undefined;
  }
  const templates = entriesOf(get(body, 'node_templates')).flatMap((e) => readNode(e, report));
  const groups = namedItems(get(body, 'groups')).map((e) => readCollective(e, 'members', report));
  return {
    file,
    source: sourceOf(body),
    nodes: new Map(templates.map((t) => [t.name, t])),
    groups: new Map(groups.map((g) => [g.name, g])),
    policies: namedItems(get(body, 'policies')).map((e) => readCollective(e, 'targets', report)),
    inputs: new Map(entriesOf(get(body, 'inputs')).map((e) => [e.key.value, e])),
    substitution: readSubstitution(get(body, 'substitution_mappings')),
  };
}

function readNode({ key, value }: YamlEntry, report: Report): NodeTemplate[] {
  if (value.kind !== 'map') {
    report(wrongValueType, sourceOf(key), `node template ${key.value} must be a map with a type`);
    return [];
  }
  const typeNode = scalar(get(value, 'type'));
  if (textOf(typeNode) === undefined)
    report(wrongValueType, sourceOf(key), `node template ${key.value} has no type`);
  return [
    {
      name: key.value,
      key,
      type: textOf(typeNode) ?? '',
      typeNode,
      body: value,
      properties: mapOf(get(value, 'properties')),
      capabilities: mapOf(get(value, 'capabilities')),
      requirements: namedItems(get(value, 'requirements')).map(readRequirement),
      artifacts: namedItems(get(value, 'artifacts')).map(readArtifact),
    },
  ];
}

function scalar(node: YamlNode | undefined): YamlScalar | undefined {
  return node?.kind === 'scalar' && !isNull(node) ? node : undefined;
}

/** `virtual_link: vl`, or the long form with `node` and `capability`. */
function readRequirement({ key, value }: YamlEntry): Requirement {
  return {
    name: key.value,
    key,
    target: scalar(value) ?? scalar(get(value, 'node')),
    capability: scalar(get(value, 'capability')),
  };
}

/** Long form, or `name: path`. */
function readArtifact({ key, value }: YamlEntry): Artifact {
  return {
    name: key.value,
    key,
    type: scalar(get(value, 'type')),
    file: scalar(value) ?? scalar(get(value, 'file')),
    properties: mapOf(get(value, 'properties')),
  };
}

function readCollective({ key, value }: YamlEntry, listKey: string, report: Report): Collective {
  const typeNode = scalar(get(value, 'type'));
  if (typeNode === undefined) report(wrongValueType, sourceOf(key), `${key.value} has no type`);
  const list = get(value, listKey);
  return {
    name: key.value,
    key,
    type: textOf(typeNode) ?? '',
    typeNode,
    properties: mapOf(get(value, 'properties')),
    references: (list?.kind === 'scalar' ? [list] : listOf(list)).flatMap((r) => scalar(r) ?? []),
  };
}

function readSubstitution(node: YamlNode | undefined): Substitution | undefined {
  if (node?.kind !== 'map') return undefined;
  return {
    nodeType: scalar(get(node, 'node_type')),
    properties: mapOf(get(node, 'properties')) ?? filterProperties(get(node, 'substitution_filter')),
    requirements: namedItems(get(node, 'requirements')).map(readExposure),
    source: sourceOf(node),
  };
}

/** TOSCA 1.3 `substitution_filter: properties: - flavour_id: { equal: simple }` says the same as properties. */
function filterProperties(filter: YamlNode | undefined): Substitution['properties'] {
  const items = namedItems(get(filter, 'properties'));
  const [first] = items;
  if (first === undefined) return undefined;
  const entries = new Map(
    items.map((e) => {
      const condition = e.value.kind === 'list' ? e.value.items[0] : e.value;
      return [e.key.value, { key: e.key, value: get(condition, 'equal') ?? e.value }];
    }),
  );
  return { kind: 'map', entries, text: first.key.text, offset: first.key.offset };
}

/** `[node, requirement]`, `{node, requirement}` or only the node. */
function readExposure({ key, value }: YamlEntry): Exposure {
  const [node, requirement] = listOf(value);
  return {
    name: key.value,
    key,
    node: scalar(node) ?? scalar(value) ?? scalar(get(value, 'node')),
    requirement: scalar(requirement) ?? scalar(get(value, 'requirement')),
  };
}
