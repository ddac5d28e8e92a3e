import { describe, expect, it } from 'vitest';
import { judgeVfAssigned } from './vf-assigned.ts';
import { judgeVfMac } from './vf-mac.ts';
import { judgeVfNumaLocal } from './vf-numa-local.ts';
import { judgeVfVlan } from './vf-vlan.ts';
import { judgeVhostUserPort } from './vhost-user-port.ts';

const held = { verdict: 'holds', reason: '' };
const broken = (reason: string) => ({ verdict: 'broken', reason });
const mac = '52:54:00:00:00:03';

describe('vf-assigned', () => {
  const expected = { vfAddress: '0000:81:10.6', pfName: 'ens2', vfIndex: 3, mac };
  const observed = { address: '0000:81:10.6', driver: 'vfio-pci', iommuGroup: '18', heldGroups: ['18'], mac };

  it('holds for the VF whose group QEMU has open', () => {
    expect(judgeVfAssigned(expected, observed)).toEqual(held);
  });

  it('does not hold where QEMU has another group open', () => {
    expect(judgeVfAssigned(expected, { ...observed, heldGroups: ['17'] })).toEqual(
      broken("QEMU does not hold the VF's IOMMU group 18 open"),
    );
  });

  it('names driver, address and MAC', () => {
    const other = { address: '0000:81:10.4', driver: 'igbvf', iommuGroup: null, heldGroups: [], mac: null };
    expect(judgeVfAssigned(expected, other)).toEqual(
      broken(
        'VF 3 of ens2 is at 0000:81:10.4, not 0000:81:10.6; the VF is bound to igbvf, not vfio-pci; ' +
          `QEMU does not hold the VF's IOMMU group (none) open; the PF reports MAC (none) for the VF, not ${mac}`,
      ),
    );
  });
});

describe('vf-mac', () => {
  it('compares what the PF reports', () => {
    expect(judgeVfMac({ pfName: 'ens2', vfIndex: 3, mac }, { mac })).toEqual(held);
    expect(judgeVfMac({ pfName: 'ens2', vfIndex: 3, mac }, { mac: null })).toEqual(
      broken(`ens2 reports MAC (no such VF) for VF 3, not ${mac}`),
    );
  });
});

describe('vf-vlan', () => {
  const expected = { pfName: 'ens2', vfIndex: 3, vlanId: 130 };

  it('holds for the tag, and for no tag where none is promised', () => {
    expect(judgeVfVlan(expected, { vlanIds: [130] })).toEqual(held);
    expect(judgeVfVlan({ ...expected, vlanId: null }, { vlanIds: [] })).toEqual(held);
  });

  it('names a tag that was cleared or changed', () => {
    expect(judgeVfVlan(expected, { vlanIds: [] })).toEqual(
      broken('ens2 reports no VLAN for VF 3, not VLAN 130'),
    );
    expect(judgeVfVlan({ ...expected, vlanId: null }, { vlanIds: [200] })).toEqual(
      broken('ens2 reports VLAN 200 for VF 3, not no VLAN'),
    );
    expect(judgeVfVlan(expected, { vlanIds: null })).toEqual(broken('ens2 has no VF 3'));
  });
});

describe('vf-numa-local', () => {
  const expected = { vfAddress: '0000:81:10.6', cell: 1 };

  it('holds where firmware and guest RAM agree with the plan', () => {
    expect(judgeVfNumaLocal(expected, { vfCell: 1, mibByCell: { 1: 256 } })).toEqual(held);
  });

  it('does not hold where firmware does not say', () => {
    expect(judgeVfNumaLocal(expected, { vfCell: -1, mibByCell: {} }).reason).toBe(
      'the VF is on cell -1, not 1; no page of guest RAM is present',
    );
  });

  it('does not hold where RAM is remote to the VF', () => {
    expect(judgeVfNumaLocal(expected, { vfCell: 1, mibByCell: { 0: 2, 1: 254 } })).toEqual(
      broken('2 MiB of guest RAM are on cell 0, the VF is on 1'),
    );
  });
});

describe('vhost-user-port', () => {
  const expected = { portName: 'vhu0', socketPath: '/s/vhu0', queuePairs: 2, cell: 1, mac };
  const observed = {
    type: 'dpdkvhostuserclient',
    socketPath: '/s/vhu0',
    ofport: 4,
    error: null,
    status: 'connected',
    vrings: 4,
    cell: 1,
    qemuSocket: 'connected' as const,
    mac,
  };

  it('holds for a connected port with its queues on the cell', () => {
    expect(judgeVhostUserPort(expected, observed)).toEqual(held);
  });

  it('does not hold while disconnected', () => {
    const down = {
      ...observed,
      status: 'disconnected',
      vrings: null,
      cell: null,
      qemuSocket: 'listening' as const,
    };
    expect(judgeVhostUserPort(expected, down)).toEqual(
      broken(
        'status is disconnected, not connected; the number of vrings is (none), not 4; ' +
          "the NUMA cell the switch sees is (none), not 1; QEMU's end of the socket is listening, not connected",
      ),
    );
  });

  it('quotes the switch’s own error', () => {
    expect(judgeVhostUserPort(expected, { ...observed, error: 'could not open', ofport: -1 }).reason).toBe(
      'Open vSwitch reports an error: could not open; ofport is -1',
    );
  });

  it('says where there is no such port', () => {
    expect(judgeVhostUserPort(expected, { ...observed, type: null })).toEqual(
      broken('Open vSwitch has no Interface vhu0'),
    );
  });
});
