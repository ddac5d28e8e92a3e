/** A SOL001 service template → the canonical NSD. */
import type { Report } from '../lint/rule.ts';
import { missingProperty } from '../lint/rules/missing-property.ts';
import { notServiceTemplate } from '../lint/rules/not-service-template.ts';
import { segmentation } from '../lint/rules/segmentation.ts';
import { unsupportedFeature } from '../lint/rules/unsupported-feature.ts';
import { get, listOf, sourceOf, textOf, type YamlNode } from '../schema/node.ts';
import type { Nsd, NsVirtualLink, Sapd, VnfProfile } from '../schema/nsd.ts';
import type { NodeTemplate, ServiceTemplate, Topology } from '../schema/service-template.ts';
import { readVnffgs } from './nfp.ts';
import { integerOf, oneOf, readerOf, resolved } from './property-reader.ts';

const NFV = 'tosca.nodes.nfv.';
const IDENTITY = ['descriptor_id', 'designer', 'version', 'name', 'invariant_id'] as const;
const NETWORK_TYPES = ['flat', 'vlan', 'vxlan', 'gre'] as const;
const MAX_SEGMENT = 16777215;

/** Undefined (reported) where there is no NS node with an id. */
export function readNsd(template: ServiceTemplate, report: Report): Nsd | undefined {
  const topology =
    template.topologies.find((t) => nodesOf(t, 'NS', template).length > 0) ??
    template.topologies.find((t) => t.nodes.size > 0);
  const identity = topology && readIdentity(topology, template, report);
  if (topology === undefined || identity === undefined) return undefined;
  for (const node of nodesOf(topology, 'PNF', template))
    report(unsupportedFeature, sourceOf(node.key), `${node.name}: PNFs are not planned yet`);
  return {
    ...identity,
    typesEdition: template.types.edition,
    vnfProfiles: nodesOf(topology, 'VNF', template).map((n) => readProfile(n, topology, template, report)),
    virtualLinks: nodesOf(topology, 'NsVirtualLink', template).map((n) =>
      readVirtualLink(n, topology, report),
    ),
    saps: nodesOf(topology, 'Sap', template).flatMap(readSap),
    vnffgs: readVnffgs(topology, template, report),
  };
}

function nodesOf(topology: Topology, type: string, { types }: ServiceTemplate): NodeTemplate[] {
  return [...topology.nodes.values()].filter((n) => types.isA(n.type, NFV + type));
}

type Identity = Pick<Nsd, 'nsdId' | 'designer' | 'version' | 'name' | 'invariantId' | 'flavourId' | 'source'>;

/** The NS node that says who designed it is the subject; others are nested network services. */
function readIdentity(topology: Topology, template: ServiceTemplate, report: Report): Identity | undefined {
  const services = nodesOf(topology, 'NS', template);
  const subject = services.find((n) => n.properties?.entries.has('designer')) ?? services[0];
  if (subject === undefined) {
    report(notServiceTemplate, topology.source, 'there is no node of a type derived from tosca.nodes.nfv.NS');
    return undefined;
  }
  for (const nested of services)
    if (nested !== subject)
      report(
        unsupportedFeature,
        sourceOf(nested.key),
        `${nested.name}: nested network services are not planned yet`,
      );
  const type = template.types.find(subject.type, 'node');
  const value = (name: string): YamlNode | undefined =>
    resolved(subject.properties?.entries.get(name)?.value, topology) ??
    topology.substitution?.properties?.entries.get(name)?.value ??
    type?.properties.get(name)?.defaultNode;
  const text = (name: string): string => textOf(value(name)) ?? '';
  const source = sourceOf(subject.key);
  // Properties of the node itself were checked with the template; here only what every source leaves empty.
  for (const name of IDENTITY)
    if (text(name) === '' && subject.properties?.entries.has(name) === true)
      report(missingProperty, source, `${subject.name} has no value for ${name}`);
  if (text('descriptor_id') === '') return undefined;
  return {
    nsdId: text('descriptor_id'),
    designer: text('designer'),
    version: text('version'),
    name: text('name'),
    invariantId: text('invariant_id'),
    flavourId: text('flavour_id'),
    source,
  };
}

function readProfile(
  node: NodeTemplate,
  topology: Topology,
  template: ServiceTemplate,
  report: Report,
): VnfProfile {
  const properties = readerOf(node.properties, topology);
  const type = template.types.find(node.type, 'node');
  const text = (name: string): string | undefined =>
    properties.text(name) ?? textOf(type?.properties.get(name)?.defaultNode);
  const vnfdId = text('descriptor_id');
  const flavourId = text('flavour_id');
  if (vnfdId === undefined)
    report(
      missingProperty,
      sourceOf(node.key),
      `${node.name} has no descriptor_id, so its VNFD cannot be found`,
    );
  return {
    vnfProfileId: node.name,
    vnfdId: vnfdId ?? '',
    ...(flavourId !== undefined && { flavourId }),
    virtualLinkConnectivity: node.requirements.flatMap(({ name, target, key }) => {
      const virtualLinkId = target === undefined ? undefined : linkBehind(target.value, topology, template);
      return virtualLinkId === undefined ? [] : [{ requirement: name, virtualLinkId, source: sourceOf(key) }];
    }),
    source: sourceOf(node.key),
  };
}

/** The virtual link itself, or the one that a Forwarding node is tied to. */
function linkBehind(name: string, topology: Topology, { types }: ServiceTemplate): string | undefined {
  const node = topology.nodes.get(name);
  if (node === undefined) return undefined;
  if (types.isA(node.type, `${NFV}NsVirtualLink`)) return name;
  if (!types.isA(node.type, `${NFV}Forwarding`)) return undefined;
  const next = topology.nodes.get(
    node.requirements.find((r) => r.name === 'virtual_link')?.target?.value ?? '',
  );
  return next !== undefined && types.isA(next.type, `${NFV}NsVirtualLink`) ? next.name : undefined;
}

function readSap(node: NodeTemplate): Sapd[] {
  const link = node.requirements.find((r) => r.name === 'internal_virtual_link')?.target?.value;
  return link === undefined ? [] : [{ sapdId: node.name, virtualLinkId: link, source: sourceOf(node.key) }];
}

function readVirtualLink(node: NodeTemplate, topology: Topology, report: Report): NsVirtualLink {
  const properties = readerOf(node.properties, topology);
  const layers = listOf(properties.node('vl_profile', 'virtual_link_protocol_data'));
  const l2 = readerOf(
    layers.map((l) => get(l, 'l2_protocol_data')).find((l) => l !== undefined),
    topology,
  );
  const flowPattern = properties.text('connectivity_type', 'flow_pattern');
  const physicalNetwork = l2.text('name');
  const networkType = oneOf(l2.text('network_type'), NETWORK_TYPES);
  const mtu = l2.integer('mtu');
  const written = l2.text('segmentation_id');
  const id = integerOf(written);
  const segmentationSource = l2.source('segmentation_id');
  const usable = id !== undefined && id >= 1 && id <= MAX_SEGMENT;
  if (written !== undefined && !usable)
    report(
      segmentation,
      segmentationSource ?? sourceOf(node.key),
      `${node.name}: "${written}" is not a segmentation id`,
    );
  return {
    virtualLinkId: node.name,
    layerProtocols: properties.texts('connectivity_type', 'layer_protocols'),
    ...(flowPattern !== undefined && { flowPattern }),
    ...(physicalNetwork !== undefined && { physicalNetwork }),
    ...(networkType && { networkType }),
    ...(usable && { segmentationId: id }),
    ...(mtu !== undefined && mtu > 0 && { mtu }),
    source: sourceOf(node.key),
    ...(segmentationSource && { segmentationSource }),
  };
}
