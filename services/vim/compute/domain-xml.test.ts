import { XMLParser } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import type { VnfcSpec } from '../model.ts';
import { readMark } from './domain-metadata.ts';
import { renderDomain } from './domain-xml.ts';

const spec: VnfcSpec = {
  vnfcId: '6f1c2a54-3d1e-5a63-9c55-0b6b8f0f9a11',
  generation: 7,
  domainName: 'nw-mon & "co"',
  virtType: 'kvm',
  cell: 1,
  vcpuCount: 2,
  vcpuPins: [5, 6],
  sharedCpus: [],
  emulatorCpus: [4],
  memoryMiB: 256,
  pageSizeKiB: 2048,
  image: { sha256: 'ab'.repeat(32), sizeBytes: 1, diskFormat: 'qcow2' },
  ports: [
    {
      kind: 'vhost-user',
      portId: 'p1',
      mac: '52:54:00:00:00:01',
      bridge: 'br-nfv',
      portName: 'vhu0a1b2c3d4e5',
      socketPath: '/run/netwright/vhu/vhu0a1b2c3d4e5',
      queuePairs: 2,
      mtu: 1500,
    },
    {
      kind: 'sriov-vf',
      portId: 'p2',
      mac: '52:54:00:00:00:02',
      pfName: 'ens2',
      vfIndex: 1,
      vfAddress: '0000:81:10.2',
      vlanId: 113,
    },
  ],
};

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  isArray: (name) => ['vcpupin', 'interface', 'controller'].includes(name),
});
const domainOf = (given: VnfcSpec) => parser.parse(renderDomain(given).xml).domain;

describe('renderDomain', () => {
  it('pins each vCPU to its own CPU and keeps memory strictly on the cell', () => {
    const domain = domainOf(spec);
    expect(domain.cputune.vcpupin).toEqual([
      { vcpu: '0', cpuset: '5' },
      { vcpu: '1', cpuset: '6' },
    ]);
    expect(domain.cputune.emulatorpin.cpuset).toBe('4');
    expect(domain.numatune.memnode).toEqual({ cellid: '0', mode: 'strict', nodeset: '1' });
    expect(domain.cpu.numa.cell).toMatchObject({ cpus: '0-1', memory: '256', memAccess: 'shared' });
    expect(domain.memoryBacking.hugepages.page).toEqual({ size: '2048', unit: 'KiB', nodeset: '0' });
    expect(domain.memoryBacking.source.type).toBe('memfd');
  });

  it('lets vCPUs without pins float on the shared CPUs, and uses small pages where none are asked for', () => {
    const domain = domainOf({
      ...spec,
      vcpuPins: null,
      sharedCpus: [1, 2, 4],
      pageSizeKiB: null,
      virtType: 'qemu',
    });
    expect(domain.cputune.vcpupin.map((pin: { cpuset: string }) => pin.cpuset)).toEqual(['1-2,4', '1-2,4']);
    expect(domain.vcpu.cpuset).toBe('1-2,4');
    expect(domain.memoryBacking.hugepages).toBeUndefined();
    expect(domain.memoryBacking.access.mode).toBe('shared');
    expect(domain.cpu.mode).toBe('maximum');
  });

  it('puts each NIC on a root port of its own, in vNIC order', () => {
    const { devices } = domainOf(spec);
    const [vhost, vf] = devices.interface;
    expect(vhost).toMatchObject({
      type: 'vhostuser',
      source: { type: 'unix', path: '/run/netwright/vhu/vhu0a1b2c3d4e5', mode: 'server' },
      driver: { queues: '2' },
      address: { bus: '0x01', slot: '0x00' },
    });
    expect(vf).toMatchObject({
      type: 'hostdev',
      managed: 'yes',
      mac: { address: '52:54:00:00:00:02' },
      source: { address: { domain: '0x0000', bus: '0x81', slot: '0x10', function: '0x2' } },
      vlan: { tag: { id: '113' } },
      address: { bus: '0x02', slot: '0x00' },
    });
    const ports = devices.controller.filter((c: { model: string }) => c.model === 'pcie-root-port');
    expect(ports.map((c: { index: string }) => c.index)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8']);
    const places = ports.map(
      (c: { address: { slot: string; function: string } }) => c.address.slot + c.address.function,
    );
    expect(new Set(places).size).toBe(places.length);
    expect(places).toEqual([...places].sort());
  });

  it('orders the NICs whatever their kind', () => {
    const { devices } = domainOf({ ...spec, ports: [...spec.ports].reverse() });
    expect(
      devices.interface.map((i: { type: string; address: { bus: string } }) => [i.type, i.address.bus]),
    ).toEqual([
      ['hostdev', '0x01'],
      ['vhostuser', '0x02'],
    ]);
  });

  it('leaves the VLAN out where there is none', () => {
    const [, vf] = spec.ports;
    if (vf?.kind !== 'sriov-vf') throw new Error('no VF');
    expect(domainOf({ ...spec, ports: [{ ...vf, vlanId: null }] }).devices.interface[0].vlan).toBeUndefined();
  });

  it('tells the guest an MTU that is not virtio’s own', () => {
    const [vhost] = spec.ports;
    if (vhost?.kind !== 'vhost-user') throw new Error('no port');
    expect(domainOf(spec)['qemu:override']).toBeUndefined();
    const jumbo = domainOf({ ...spec, ports: [{ ...vhost, mtu: 9000 }] });
    expect(jumbo['qemu:override']['qemu:device']).toEqual({
      alias: 'ua-vhu0a1b2c3d4e5',
      'qemu:frontend': { 'qemu:property': { name: 'host_mtu', type: 'unsigned', value: '9000' } },
    });
    expect(jumbo.devices.interface[0].alias.name).toBe('ua-vhu0a1b2c3d4e5');
  });

  it('escapes names and carries a mark that reads back', () => {
    const { xml, specHash } = renderDomain(spec);
    expect(readMark(xml)).toEqual({
      uuid: spec.vnfcId,
      name: 'nw-mon & "co"',
      mark: { allocationId: spec.vnfcId, generation: 7, specHash },
    });
    expect(renderDomain({ ...spec, generation: 8 }).specHash).toBe(specHash);
    expect(renderDomain({ ...spec, memoryMiB: 257 }).specHash).not.toBe(specHash);
    expect(renderDomain({ ...spec, image: { ...spec.image, sha256: 'cd' } }).specHash).not.toBe(specHash);
  });
});

describe('readMark', () => {
  it('goes by the namespace, not its prefix', () => {
    const other = (ns: string) => `<domain><name>n</name><uuid>u</uuid><metadata>
      <x:vnfc xmlns:x="${ns}" allocation="a" generation="3" spec="s"/></metadata></domain>`;
    expect(readMark(other('urn:netwright:vnfc:1')).mark).toEqual({
      allocationId: 'a',
      generation: 3,
      specHash: 's',
    });
    expect(readMark(other('urn:someone:else')).mark).toBeNull();
    expect(readMark('<domain><name>n</name><uuid>u</uuid></domain>').mark).toBeNull();
  });
});
