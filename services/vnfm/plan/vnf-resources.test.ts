import { describe, expect, it } from 'vitest';
import type { Vnfd } from '#descriptors/index.ts';
import { vnfResources } from './vnf-resources.ts';

const source = { file: 'vnfd.yaml', line: 1, column: 1 };

const vdu = (vduId: string, initialNumberOfInstances: number): Vnfd['vdus'][number] => ({
  vduId,
  name: vduId,
  description: '',
  minNumberOfInstances: 1,
  maxNumberOfInstances: 4,
  initialNumberOfInstances,
  virtualCpu: { numVirtualCpu: 1, source },
  virtualMemory: { virtualMemSizeMiB: 256, numaEnabled: false, source },
  source,
});

const cp = (cpdId: string, vduId: string, order: number): Vnfd['vduCps'][number] => ({
  cpdId,
  vduId,
  order,
  vnicType: 'normal',
  interfaceKind: 'vhost-user',
  queuePairs: 1,
  layerProtocols: ['ethernet'],
  source,
});

describe('the resources a VNF asks for', () => {
  it('has one VNFC per instance of each VDU, with its own ports in vNIC order', () => {
    const vnfd: Vnfd = {
      vnfdId: 'v',
      provider: 'p',
      productName: 'n',
      softwareVersion: '1',
      descriptorVersion: '1',
      vnfmInfo: [],
      flavourId: 'default',
      flavourDescription: '',
      typesEdition: '4.3.1',
      vdus: [vdu('A', 2), vdu('B', 1), vdu('C', 0)],
      vduCps: [cp('right', 'A', 1), cp('b', 'B', 0), cp('left', 'A', 0)],
      extCpds: [{ cpdId: 'left', requirement: 'virtual_link_left', source }],
      source,
    };
    const summary = vnfResources(vnfd).map((r) => [
      `${r.vdu.vduId}/${r.instance}`,
      ...r.ports.map((p) => `${p.cp.cpdId}:${p.requirement}`),
    ]);
    expect(summary).toEqual([
      ['A/0', 'left:virtual_link_left', 'right:null'],
      ['A/1', 'left:virtual_link_left', 'right:null'],
      ['B/0', 'b:null'],
    ]);
  });
});
