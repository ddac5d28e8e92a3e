/** A SOL001 service template → the canonical VNFD. */
import type { Report } from '../lint/rule.ts';
import { missingProperty } from '../lint/rules/missing-property.ts';
import { notServiceTemplate } from '../lint/rules/not-service-template.ts';
import { unsupportedFeature } from '../lint/rules/unsupported-feature.ts';
import { listOf, sourceOf, textOf, type YamlNode } from '../schema/node.ts';
import type { NodeTemplate, ServiceTemplate, Topology } from '../schema/service-template.ts';
import type { ExtCpd, VduCompute, Vnfd } from '../schema/vnfd.ts';
import type { Container } from './container.ts';
import { readInitialCounts } from './instance-levels.ts';
import { resolved } from './property-reader.ts';
import { readSwImage } from './sw-image.ts';
import { readVdu } from './vdu.ts';
import { readVduCps } from './vdu-cp.ts';

const NFV = 'tosca.nodes.nfv.';
const UNSUPPORTED = [
  'Vdu.OsContainer',
  'Vdu.OsContainerDeployableUnit',
  'Mciop',
  'VipCp',
  'VduSubCp',
  'VnfVirtualLink',
];
/** SOL001 calls them required; without an identity there is no VNFD. */
const IDENTITY = [
  'descriptor_id',
  'provider',
  'product_name',
  'software_version',
  'descriptor_version',
  'flavour_id',
] as const;

/** Undefined (reported) where the VNFD has no identity or no VNF node. Everything else is read as far as it goes. */
export function readVnfd(template: ServiceTemplate, container: Container, report: Report): Vnfd | undefined {
  const { types } = template;
  const isA = (node: NodeTemplate, name: string): boolean => types.isA(node.type, NFV + name);
  const flavour = chooseFlavour(template, report);
  const subject = readSubject(template, flavour, report);
  if (flavour === undefined || subject === undefined) return undefined;
  const nodes = [...flavour.nodes.values()];
  for (const node of nodes)
    if (UNSUPPORTED.some((u) => isA(node, u)))
      report(unsupportedFeature, sourceOf(node.key), `${node.name}: ${node.type} is not planned yet`);
  const initialCounts = readInitialCounts(template.topologies, template, report);
  const vdus = nodes
    .filter((n) => isA(n, 'Vdu.Compute'))
    .map((n) =>
      readVdu(n, {
        topology: flavour,
        initialCounts,
        image: readSwImage(n, flavour, template, container, report),
        report,
      }),
    );
  const complete = vdus.filter((v): v is VduCompute => v !== undefined);
  const cps = nodes.filter((n) => isA(n, 'VduCp') && !isA(n, 'VduSubCp'));
  const vduCps = readVduCps(cps, flavour, new Set(complete.map((v) => v.vduId)), report);
  if (complete.length < vdus.length) return undefined;
  return {
    ...subject,
    typesEdition: types.edition,
    vdus: complete,
    vduCps,
    extCpds: readExtCpds(flavour),
  };
}

/** The topology with the inside of the VNF: the first that substitutes a VNF, else the first with nodes. */
function chooseFlavour(template: ServiceTemplate, report: Report): Topology | undefined {
  const substituting = template.topologies.filter((t) => t.substitution !== undefined);
  const [first, second] = substituting;
  if (second !== undefined && first !== undefined)
    report(
      unsupportedFeature,
      second.source,
      `several deployment flavours: only that of ${first.file} is used`,
    );
  return first ?? template.topologies.find((t) => t.nodes.size > 0);
}

type Subject = Omit<Vnfd, 'typesEdition' | 'vdus' | 'vduCps' | 'extCpds'>;

/**
 * Properties of the VNF node. A top file and a flavour file share them out: a plain value anywhere goes before the
 * default of the vendor's type.
 */
function readSubject(
  template: ServiceTemplate,
  flavour: Topology | undefined,
  report: Report,
): Subject | undefined {
  const { types } = template;
  const sites = template.topologies.flatMap((topology) =>
    [...topology.nodes.values()]
      .filter((n) => types.isA(n.type, `${NFV}VNF`))
      .map((node) => ({ topology, node })),
  );
  const substituted = flavour?.substitution;
  const typeName = substituted?.nodeType?.value ?? sites[0]?.node.type;
  const type = typeName === undefined ? undefined : types.find(typeName, 'node');
  if (type === undefined || !types.isA(typeName ?? '', `${NFV}VNF`)) {
    const pnf = template.topologies
      .flatMap((t) => [...t.nodes.values()])
      .find((n) => types.isA(n.type, `${NFV}PNF`));
    if (pnf !== undefined) {
      report(
        unsupportedFeature,
        sourceOf(pnf.key),
        'this is a PNFD; it is checked, but PNFs are not managed yet',
      );
      return undefined;
    }
    report(
      notServiceTemplate,
      template.topologies[0]?.source ?? { file: template.entryFile },
      'there is no node of a type derived from tosca.nodes.nfv.VNF',
    );
    return undefined;
  }
  const value = (name: string): YamlNode | undefined => {
    for (const { topology, node } of sites) {
      const found = resolved(node.properties?.entries.get(name)?.value, topology);
      if (found !== undefined) return found;
    }
    return substituted?.properties?.entries.get(name)?.value ?? type.properties.get(name)?.defaultNode;
  };
  const text = (name: string): string => textOf(value(name)) ?? '';
  const origin = type.definition.origin;
  const source = sites[0] !== undefined ? sourceOf(sites[0].node.key) : (substituted?.source ?? origin);
  if (source === 'built-in') return undefined;
  const missing = IDENTITY.filter((name) => text(name) === '');
  for (const name of missing)
    report(missingProperty, source, `the VNF has no value for ${name}, and ${typeName} no default`);
  if (missing.includes('descriptor_id')) return undefined;
  return {
    vnfdId: text('descriptor_id'),
    provider: text('provider'),
    productName: text('product_name'),
    softwareVersion: text('software_version'),
    descriptorVersion: text('descriptor_version'),
    vnfmInfo: listOf(value('vnfm_info')).flatMap((n) => textOf(n) ?? []),
    flavourId: textOf(substituted?.properties?.entries.get('flavour_id')?.value) ?? text('flavour_id'),
    flavourDescription: text('flavour_description'),
    source,
  };
}

function readExtCpds(flavour: Topology): ExtCpd[] {
  return (flavour.substitution?.requirements ?? []).flatMap((exposure) =>
    exposure.node === undefined
      ? []
      : [{ cpdId: exposure.node.value, requirement: exposure.name, source: sourceOf(exposure.key) }],
  );
}
