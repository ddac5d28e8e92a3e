/**
 * Forwarding graphs: VNFFG groups, their NFPs, positions, elements. A Forwarding node stands in line between one VNF
 * requirement and its virtual link, and thereby for that external CP (docs/decisions/0005-nfp-binding.md).
 */
import type { Report } from '../lint/rule.ts';
import { nfpBinding } from '../lint/rules/nfp-binding.ts';
import { nfpGraph } from '../lint/rules/nfp-graph.ts';
import { sourceOf, textOf } from '../schema/node.ts';
import type { CpReference, Nfp, NfpPosition, NfpPositionElement, NfpRule, Vnffg } from '../schema/nsd.ts';
import type { NodeTemplate, Requirement, ServiceTemplate, Topology } from '../schema/service-template.ts';
import { readNfpRule } from './nfp-rule.ts';
import { oneOf } from './property-reader.ts';

const NFV = 'tosca.nodes.nfv.';
const BEHAVIOURS = ['all', 'lb', 'ff'] as const;

interface Graph {
  readonly template: ServiceTemplate;
  readonly topology: Topology;
  readonly report: Report;
  /** Forwarding node → the external CPs whose VNF requirement points at it. */
  readonly behind: ReadonlyMap<string, readonly CpReference[]>;
  /** Names of positions and elements that some path reaches. */
  readonly reached: Set<string>;
}

/** All VNFFGs of a topology. Positions and elements that no path reaches are reported. */
export function readVnffgs(topology: Topology, template: ServiceTemplate, report: Report): Vnffg[] {
  const graph: Graph = {
    template,
    topology,
    report,
    behind: connectionPoints(topology, template),
    reached: new Set(),
  };
  const ofType = (name: string): NodeTemplate[] =>
    [...topology.nodes.values()].filter((n) => template.types.isA(n.type, NFV + name));
  const nfps = new Map(ofType('NFP').map((n) => [n.name, readNfp(n, graph)]));
  const grouped = new Set<string>();
  const vnffgs = [...topology.groups.values()]
    .filter((g) => template.types.isA(g.type, 'tosca.groups.nfv.VNFFG'))
    .map((group): Vnffg => {
      for (const member of group.references) grouped.add(member.value);
      const members = group.references.flatMap((m) => nfps.get(m.value) ?? []);
      return { vnffgId: group.name, nfps: members, source: sourceOf(group.key) };
    });
  for (const nfp of nfps.values())
    if (!grouped.has(nfp.nfpId)) report(nfpGraph, nfp.source, `${nfp.nfpId} is a member of no VNFFG`);
  for (const node of [...ofType('NfpPosition'), ...ofType('NfpPositionElement')])
    if (!graph.reached.has(node.name)) report(nfpGraph, sourceOf(node.key), `no path reaches ${node.name}`);
  return vnffgs;
}

/** One pass over the VNF nodes, so that each Forwarding node finds its CP at once. */
function connectionPoints(topology: Topology, template: ServiceTemplate): Map<string, CpReference[]> {
  const behind = new Map<string, CpReference[]>();
  for (const node of topology.nodes.values()) {
    if (!template.types.isA(node.type, `${NFV}VNF`)) continue;
    for (const { name, target } of node.requirements) {
      if (target === undefined) continue;
      const list = behind.get(target.value) ?? [];
      list.push({ kind: 'vnf', vnfProfileId: node.name, requirement: name });
      behind.set(target.value, list);
    }
  }
  return behind;
}

function targets(node: NodeTemplate, requirement: string): Requirement[] {
  return node.requirements.filter((r) => r.name === requirement && r.target !== undefined);
}

function readNfp(node: NodeTemplate, graph: Graph): Nfp {
  const positions: NfpPosition[] = [];
  const seen = new Set<string>();
  for (const { target } of targets(node, 'nfp_position')) {
    if (target === undefined) continue;
    if (seen.has(target.value)) {
      graph.report(nfpGraph, sourceOf(target), `${node.name} passes ${target.value} twice`);
      continue;
    }
    seen.add(target.value);
    const position = readPosition(target.value, graph);
    if (position !== undefined) positions.push(position);
  }
  if (positions.length < 2)
    graph.report(
      nfpGraph,
      sourceOf(node.key),
      `${node.name} has ${positions.length} usable positions; a path has at least two`,
    );
  const rules = readRules(node, graph);
  if (rules.length === 0)
    graph.report(nfpGraph, sourceOf(node.key), `no NfpRule targets ${node.name}, so no traffic takes it`);
  return { nfpId: node.name, positions, rules, source: sourceOf(node.key) };
}

function readRules(nfp: NodeTemplate, { topology, template, report }: Graph): NfpRule[] {
  return topology.policies
    .filter((p) => template.types.isA(p.type, 'tosca.policies.nfv.NfpRule'))
    .filter((p) => p.references.some((t) => t.value === nfp.name))
    .map((p) => readNfpRule(p, topology, report));
}

function readPosition(name: string, graph: Graph): NfpPosition | undefined {
  const node = graph.topology.nodes.get(name);
  if (node === undefined) return undefined;
  graph.reached.add(name);
  const elements = targets(node, 'element').flatMap(
    ({ target }) => readElement(target?.value ?? '', graph) ?? [],
  );
  const behaviour = oneOf(textOf(node.properties?.entries.get('forwarding_behaviour')?.value), BEHAVIOURS);
  if (elements.length === 0) {
    graph.report(nfpGraph, sourceOf(node.key), `${name} has no usable element`);
    return undefined;
  }
  return {
    positionId: name,
    ...(behaviour && { forwardingBehaviour: behaviour }),
    elements,
    source: sourceOf(node.key),
  };
}

function readElement(name: string, graph: Graph): NfpPositionElement | undefined {
  const node = graph.topology.nodes.get(name);
  if (node === undefined) return undefined;
  graph.reached.add(name);
  const [ingress, egress] = targets(node, 'profile_element').map((r) => readEnd(r, node, graph));
  if (ingress === undefined) return undefined;
  return { elementId: name, ingress, egress: egress ?? ingress, source: sourceOf(node.key) };
}

/** A SAP, or a Forwarding node that exactly one VNF requirement points at. */
function readEnd({ target }: Requirement, element: NodeTemplate, graph: Graph): CpReference | undefined {
  const node = graph.topology.nodes.get(target?.value ?? '');
  if (target === undefined || node === undefined) return undefined;
  const isA = (name: string): boolean => graph.template.types.isA(node.type, NFV + name);
  if (isA('Sap')) return { kind: 'sap', sapdId: node.name };
  const complain = (why: string): void =>
    graph.report(nfpBinding, sourceOf(target), `${element.name}: ${why}`);
  if (isA('VNF')) {
    complain(`${node.name} is a VNF; which of its connection points is meant?`);
    return undefined;
  }
  const behind = graph.behind.get(node.name) ?? [];
  const [only] = behind;
  if (only !== undefined && behind.length === 1) return only;
  complain(
    `${behind.length === 0 ? 'no VNF requirement points' : `${behind.length} VNF requirements point`} at ${node.name}`,
  );
  return undefined;
}
