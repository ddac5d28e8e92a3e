/** tosca.nodes.nfv.VduCp → VduCp: which VDU, which place among its vNICs, and what it is realised as. */
import type { Report } from '../lint/rule.ts';
import { unsupportedInterface } from '../lint/rules/unsupported-interface.ts';
import { get, listOf, mapOf, sourceOf } from '../schema/node.ts';
import type { NodeTemplate, Topology } from '../schema/service-template.ts';
import type { VduCp } from '../schema/vnfd.ts';
import { type HpaDemand, INTERFACE_KEYS, NIC_KEYS, readHpa } from './hpa.ts';
import { oneOf, readerOf } from './property-reader.ts';

/** vNICs whose other end is the virtual switch. */
const VIRTIO_TYPES = new Set(['normal', 'virtio', 'virtio-forwarder']);

/** All connection points of compute nodes; a CP without `order` gets the lowest number its VDU has left. */
export function readVduCps(
  nodes: readonly NodeTemplate[],
  topology: Topology,
  vdus: ReadonlySet<string>,
  report: Report,
): VduCp[] {
  const read = nodes.flatMap((node) => {
    const vduId = node.requirements.find((r) => r.name === 'virtual_binding')?.target?.value;
    return vduId !== undefined && vdus.has(vduId) ? [readOne(node, vduId, topology, report)] : [];
  });
  const taken = new Map<string, Set<number>>();
  for (const { vduId, order } of read)
    if (order !== undefined) taken.set(vduId, (taken.get(vduId) ?? new Set()).add(order));
  return read.map((cp): VduCp => {
    if (cp.order !== undefined) return { ...cp, order: cp.order };
    const used = taken.get(cp.vduId) ?? new Set();
    let order = 0;
    while (used.has(order)) order++;
    taken.set(cp.vduId, used.add(order));
    return { ...cp, order };
  });
}

type Unordered = Omit<VduCp, 'order'> & { readonly order: number | undefined };

function readOne(node: NodeTemplate, vduId: string, topology: Topology, report: Report): Unordered {
  const properties = readerOf(node.properties, topology);
  const demands = new Map<string, HpaDemand>();
  for (const item of listOf(properties.node('virtual_network_interface_requirements'))) {
    const network = readHpa(mapOf(get(item, 'network_interface_requirements')), INTERFACE_KEYS, report);
    const nic = readHpa(
      mapOf(get(item, 'nic_io_requirements', 'logical_node_requirements')),
      NIC_KEYS,
      report,
    );
    for (const [name, demand] of [...network, ...nic]) demands.set(name, demand);
  }
  const vnicType = properties.text('vnic_type')?.toLowerCase() ?? 'normal';
  const interfaceType = demands.get('interfaceType');
  const locality = demands.get('pciDeviceLocalToNumaNode');
  const interfaceSource = properties.source('vnic_type') ?? interfaceType?.source;
  const numaNode = oneOf(locality?.value, ['required', 'notRequired']);
  return {
    cpdId: node.name,
    vduId,
    order: properties.integer('order'),
    vnicType,
    interfaceKind: readKind(node, vnicType, interfaceType, report),
    ...(numaNode && { pciDeviceLocalToNumaNode: numaNode }),
    queuePairs: Number(demands.get('netwright.io/queuePairs')?.value ?? 1),
    layerProtocols: properties.texts('layer_protocols'),
    source: sourceOf(node.key),
    ...(interfaceSource && { interfaceSource }),
    ...(locality && { numaSource: locality.source }),
  };
}

function readKind(
  node: NodeTemplate,
  vnicType: string,
  demand: HpaDemand | undefined,
  report: Report,
): VduCp['interfaceKind'] {
  const wanted = demand?.value.toLowerCase();
  const sriov = vnicType === 'direct' || wanted === 'sr-iov';
  const place = demand?.source ?? sourceOf(node.key);
  if (wanted === 'virtio' && vnicType === 'direct')
    report(
      unsupportedInterface,
      place,
      `${node.name}: vnic_type direct and interfaceType virtio contradict each other`,
    );
  else if (wanted !== undefined && wanted !== 'sr-iov' && wanted !== 'virtio')
    report(unsupportedInterface, place, `${node.name}: interfaceType ${demand?.value} cannot be made here`);
  else if (!sriov && !VIRTIO_TYPES.has(vnicType))
    report(
      unsupportedInterface,
      sourceOf(node.key),
      `${node.name}: vnic_type ${vnicType} cannot be made here`,
    );
  return sriov ? 'sriov-vf' : 'vhost-user';
}
