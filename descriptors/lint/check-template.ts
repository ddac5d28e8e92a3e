/** The structural checks of a service template: types, properties, requirements and what they point to. */
import { entriesOf, get, mapOf, sourceOf } from '../schema/node.ts';
import type {
  Collective,
  NodeTemplate,
  Requirement,
  ServiceTemplate,
  Topology,
} from '../schema/service-template.ts';
import { editionsOfType } from '../schema/types/built-in.ts';
import type { RequirementDefinition, TypeKind } from '../schema/value-schema.ts';
import { checkProperties, type ValueContext } from './check-value.ts';
import type { Place, Report } from './rule.ts';
import { danglingReference } from './rules/dangling-reference.ts';
import { missingRequirement } from './rules/missing-requirement.ts';
import { ruleTarget } from './rules/rule-target.ts';
import { unknownRequirement } from './rules/unknown-requirement.ts';
import { unknownType } from './rules/unknown-type.ts';
import { wrongTarget } from './rules/wrong-target.ts';

const VNF = 'tosca.nodes.nfv.VNF';
const NS = 'tosca.nodes.nfv.NS';
const CP = 'tosca.nodes.nfv.Cp';

/** Checks every topology of the template. `kind` tells whether VNF nodes are constituents (NSD) or the subject (VNFD). */
export function checkTemplate(template: ServiceTemplate, kind: 'vnf' | 'ns', report: Report): void {
  for (const topology of template.topologies) {
    const context: TopologyContext = {
      template,
      topology,
      kind,
      types: template.types,
      inputs: topology.inputs,
      exposed: exposedRequirements(topology),
      report,
    };
    for (const node of topology.nodes.values()) checkNode(node, context);
    for (const group of topology.groups.values()) checkCollective(group, 'group', context);
    for (const policy of topology.policies) checkCollective(policy, 'policy', context);
    checkExposures(context);
  }
}

interface TopologyContext extends ValueContext {
  readonly template: ServiceTemplate;
  readonly topology: Topology;
  readonly kind: 'vnf' | 'ns';
  readonly exposed: ReadonlySet<string>;
}

function reportUnknownType(name: string, place: Place, what: string, c: TopologyContext): void {
  const editions = editionsOfType(name);
  const hint = editions.length > 0 ? `; editions with it: ${editions.join(', ')}` : '';
  c.report(unknownType, place, `${what} ${name} is not known in SOL001 ${c.types.edition}${hint}`);
}

function checkNode(node: NodeTemplate, c: TopologyContext): void {
  const type = c.types.find(node.type, 'node');
  if (type === undefined) {
    if (node.type !== '') reportUnknownType(node.type, sourceOf(node.typeNode ?? node.key), 'node type', c);
    return;
  }
  checkProperties(node.properties, type, node.name, missingPropertiesAt(node, c), c);
  for (const [name, capabilityType] of type.capabilities) {
    const definition = c.types.find(capabilityType, 'capability');
    if (definition === undefined || definition.properties.size === 0) continue;
    const given = mapOf(get(node.capabilities, name, 'properties'));
    checkProperties(given, definition, `${node.name}.${name}`, sourceOf(node.key), c);
  }
  for (const { key } of entriesOf(node.capabilities))
    if (!type.capabilities.has(key.value))
      c.report(unknownRequirement, sourceOf(key), `${node.type} has no capability "${key.value}"`);
  checkRequirements(node, type.requirements, c);
  checkArtifactTypes(node, c);
}

/**
 * Where a missing property is reported. A VNF node of a VNFD gets the rest of its properties from the other topologies
 * and from substitution_mappings, a constituent of an NSD from its own descriptor, so neither lacks anything here.
 */
function missingPropertiesAt(node: NodeTemplate, c: TopologyContext): Place | undefined {
  if (c.types.isA(node.type, VNF) || node.type === 'tosca.nodes.nfv.PNF') return undefined;
  const nested = c.types.isA(node.type, NS) && countOf(c.topology, (n) => c.types.isA(n.type, NS)) > 1;
  return nested ? undefined : sourceOf(node.key);
}

function countOf(topology: Topology, test: (node: NodeTemplate) => boolean): number {
  let count = 0;
  for (const node of topology.nodes.values()) if (test(node)) count++;
  return count;
}

function checkArtifactTypes(node: NodeTemplate, c: TopologyContext): void {
  for (const artifact of node.artifacts) {
    if (artifact.type === undefined) continue;
    const type = c.types.find(artifact.type.value, 'artifact');
    if (type === undefined)
      reportUnknownType(artifact.type.value, sourceOf(artifact.type), 'artifact type', c);
    else
      checkProperties(artifact.properties, type, `${node.name}.${artifact.name}`, sourceOf(artifact.key), c);
  }
}

function checkRequirements(
  node: NodeTemplate,
  definitions: ReadonlyMap<string, RequirementDefinition>,
  c: TopologyContext,
): void {
  const given = new Map<string, number>();
  for (const requirement of node.requirements) {
    given.set(requirement.name, (given.get(requirement.name) ?? 0) + 1);
    const definition = definitions.get(requirement.name);
    if (definition === undefined)
      c.report(
        unknownRequirement,
        sourceOf(requirement.key),
        `${node.type} has no requirement "${requirement.name}"`,
      );
    checkRequirementTarget(node, requirement, definition, c);
  }
  // The outside of the subject itself is tied on by whoever uses it.
  const subject = c.types.isA(node.type, c.kind === 'vnf' ? VNF : NS);
  for (const definition of definitions.values()) {
    const count = given.get(definition.name) ?? 0;
    const exposed = c.exposed.has(`${node.name}\n${definition.name}`);
    if (count < definition.min && !exposed && !subject)
      c.report(
        missingRequirement,
        sourceOf(node.key),
        `${node.name} lacks the requirement ${definition.name}${atLeast(definition.min)}`,
      );
    if (count > definition.max)
      c.report(
        missingRequirement,
        sourceOf(node.key),
        `${node.name} has ${definition.name} ${count} times; at most ${definition.max} is allowed`,
      );
  }
}

const atLeast = (min: number): string => (min > 1 ? ` (at least ${min})` : '');

/** `node\nrequirement` of everything that substitution_mappings expose. */
function exposedRequirements(topology: Topology): ReadonlySet<string> {
  const exposures = topology.substitution?.requirements ?? [];
  return new Set(exposures.map((e) => `${e.node?.value ?? ''}\n${e.requirement?.value ?? 'virtual_link'}`));
}

function checkRequirementTarget(
  node: NodeTemplate,
  requirement: Requirement,
  definition: RequirementDefinition | undefined,
  c: TopologyContext,
): void {
  const { target } = requirement;
  if (target === undefined) return;
  const place = sourceOf(target);
  const found = c.topology.nodes.get(target.value);
  if (found === undefined) {
    if (c.types.find(target.value, 'node') !== undefined) return;
    c.report(
      danglingReference,
      place,
      `${node.name}.${requirement.name}: there is no node template "${target.value}"`,
    );
    return;
  }
  const type = c.types.find(found.type, 'node');
  if (definition === undefined || type === undefined) return;
  const wantedNode = definition.node;
  if (wantedNode !== undefined && !c.types.isA(found.type, wantedNode)) {
    c.report(
      wrongTarget,
      place,
      `${node.name}.${requirement.name} needs a ${wantedNode}; ${target.value} is a ${found.type}`,
    );
    return;
  }
  const wanted = definition.capability;
  if (wanted === undefined || offers(type.capabilities, wanted, found.type, c)) return;
  c.report(
    wrongTarget,
    place,
    `${node.name}.${requirement.name} needs the capability ${wanted}; ${target.value} (${found.type}) has none`,
  );
}

/** Before 3.7.1 the type file forgot the Forwarding capability of Sap, on which every NFP rests. */
function offers(
  capabilities: ReadonlyMap<string, string>,
  wanted: string,
  nodeType: string,
  c: TopologyContext,
): boolean {
  for (const type of capabilities.values()) if (c.types.isA(type, wanted)) return true;
  if (wanted === 'tosca.capabilities.nfv.Forwarding') return c.types.isA(nodeType, CP);
  return c.types.find(wanted, 'capability') === undefined;
}

const REFERENCE = { group: 'member', policy: 'target' } as const;

function checkCollective(
  item: Collective,
  kind: Extract<TypeKind, 'group' | 'policy'>,
  c: TopologyContext,
): void {
  const type = c.types.find(item.type, kind);
  if (type === undefined && item.type !== '')
    reportUnknownType(item.type, sourceOf(item.typeNode ?? item.key), `${kind} type`, c);
  if (type !== undefined) checkProperties(item.properties, type, item.name, sourceOf(item.key), c);
  for (const reference of item.references) {
    const place = sourceOf(reference);
    const found = c.topology.nodes.get(reference.value) ?? c.topology.groups.get(reference.value);
    if (found === undefined) {
      c.report(
        danglingReference,
        place,
        `${item.name}: ${REFERENCE[kind]} "${reference.value}" is neither a node template nor a group`,
      );
      continue;
    }
    const allowed = type?.targets ?? [];
    if (allowed.length === 0 || allowed.some((a) => c.types.isA(found.type, a))) continue;
    const rule = item.type === 'tosca.policies.nfv.NfpRule' ? ruleTarget : wrongTarget;
    const short = allowed.map((a) => a.replace(/^tosca\.(nodes|groups)\.nfv\./, '')).join(', ');
    c.report(
      rule,
      place,
      `${item.name}: ${REFERENCE[kind]} ${reference.value} is a ${found.type}; allowed are ${short}`,
    );
  }
}

/** What substitution_mappings expose must exist, and the substituted type must have such a requirement. */
function checkExposures(c: TopologyContext): void {
  const { substitution } = c.topology;
  if (substitution === undefined) return;
  const { nodeType } = substitution;
  const type = nodeType === undefined ? undefined : c.types.find(nodeType.value, 'node');
  if (nodeType === undefined)
    c.report(unknownType, substitution.source, 'substitution_mappings has no node_type');
  else if (type === undefined) reportUnknownType(nodeType.value, sourceOf(nodeType), 'node type', c);
  else checkProperties(substitution.properties, type, 'substitution_mappings', undefined, c);
  for (const exposure of substitution.requirements) {
    if (type !== undefined && !type.requirements.has(exposure.name))
      c.report(
        unknownRequirement,
        sourceOf(exposure.key),
        `${type.definition.name} has no requirement "${exposure.name}"`,
      );
    if (exposure.node === undefined) {
      c.report(missingRequirement, sourceOf(exposure.key), `${exposure.name} names no node template`);
      continue;
    }
    const place = sourceOf(exposure.node);
    const node = c.topology.nodes.get(exposure.node.value);
    if (node === undefined) {
      c.report(
        danglingReference,
        place,
        `${exposure.name}: there is no node template "${exposure.node.value}"`,
      );
      continue;
    }
    const wanted = exposure.requirement;
    const nodeRequirements = c.types.find(node.type, 'node')?.requirements;
    if (wanted !== undefined && nodeRequirements !== undefined && !nodeRequirements.has(wanted.value))
      c.report(unknownRequirement, sourceOf(wanted), `${node.type} has no requirement "${wanted.value}"`);
  }
}
