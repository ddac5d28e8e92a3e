/** Bridges and ports on a real database and daemon (simulated devices): marks, generations, errors, nothing left. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VhostUserPortSpec } from '#vim/model.ts';
import { createBridge, releaseBridge } from '#vim/network/bridge.ts';
import { ovsdb } from '#vim/network/ovsdb/client.ts';
import { expectRows, insert, mutate } from '#vim/network/ovsdb/operations.ts';
import { asList } from '#vim/network/ovsdb/values.ts';
import { createSap, releaseSap } from '#vim/network/sap-port.ts';
import { createSwitchPort, readSwitchPort, releaseSwitchPort } from '#vim/network/switch-port.ts';
import {
  awaitVhostUserConnected,
  createVhostUserPort,
  releaseVhostUserPort,
} from '#vim/network/vhost-user-port.ts';
import { type DummySwitch, missingForSwitch, startDummySwitch } from './dummy-switch.ts';

const missing = missingForSwitch();
if (missing !== null) console.warn(`ports on a simulated switch are not tested: ${missing}`);
const BRIDGE = 'br-nw';

describe.skipIf(missing !== null)('ports on a simulated switch', () => {
  let ovs: DummySwitch;
  const owner = { allocationId: 'alloc-1', generation: 2 };
  const port = { bridge: BRIDGE, name: 'p1', owner, columns: { type: 'dummy' }, externalIds: {} };
  beforeAll(async () => {
    ovs = await startDummySwitch();
    await createBridge(ovs.host, { name: BRIDGE });
  });
  afterAll(async () => {
    await ovs?.[Symbol.asyncDispose]();
  });
  const ports = () => ovs.ovs('ovs-vsctl', 'list-ports', BRIDGE).trim();

  it('keeps a bridge that is there, and one that has ports', async () => {
    await createBridge(ovs.host, { name: BRIDGE });
    expect(ovs.ovs('ovs-vsctl', 'get', 'Bridge', BRIDGE, 'fail_mode').trim()).toBe('secure');
    await createSwitchPort(ovs.host, port);
    await expect(releaseBridge(ovs.host, { name: BRIDGE })).rejects.toMatchObject({
      code: 'VIM_BRIDGE_IN_USE',
    });
    await releaseSwitchPort(ovs.host, 'p1', owner);
    ovs.ovs('ovs-vsctl', 'add-br', 'br-other');
    await expect(createBridge(ovs.host, { name: 'br-other' })).rejects.toMatchObject({
      code: 'VIM_BRIDGE_IN_USE',
    });
    await expect(releaseBridge(ovs.host, { name: 'br-other' })).rejects.toMatchObject({
      code: 'VIM_BRIDGE_IN_USE',
    });
  });

  it('makes a port once, replaces an older generation, refuses a late one and another owner', async () => {
    const made = await createSwitchPort(ovs.host, port);
    expect(made.ofport).toBeGreaterThan(0);
    expect(await createSwitchPort(ovs.host, port)).toEqual(made);
    const late = { ...port, owner: { ...owner, generation: 1 } };
    await expect(createSwitchPort(ovs.host, late)).rejects.toMatchObject({ code: 'VIM_STALE_GENERATION' });
    const other = { ...port, owner: { allocationId: 'alloc-2', generation: 9 } };
    await expect(createSwitchPort(ovs.host, other)).rejects.toMatchObject({ code: 'VIM_PORT_FOREIGN' });
    await expect(releaseSwitchPort(ovs.host, 'p1', late.owner)).rejects.toMatchObject({
      code: 'VIM_STALE_GENERATION',
    });
    await createSwitchPort(ovs.host, { ...port, owner: { ...owner, generation: 3 } });
    expect(await readSwitchPort(ovs.host, 'p1')).toMatchObject({
      bridge: BRIDGE,
      owner: { allocationId: 'alloc-1', generation: 3 },
    });
    await releaseSwitchPort(ovs.host, 'p1', { ...owner, generation: 3 });
    await releaseSwitchPort(ovs.host, 'p1', owner);
    expect(ports()).toBe('');
    const nowhere = { ...port, bridge: 'br-none' };
    await expect(createSwitchPort(ovs.host, nowhere)).rejects.toMatchObject({ code: 'VIM_BRIDGE_MISSING' });
  });

  it('takes away again what the switch cannot open: a vhost-user port without DPDK', async () => {
    const spec: VhostUserPortSpec = {
      kind: 'vhost-user',
      portId: 'port-1',
      mac: '52:54:00:00:00:01',
      bridge: BRIDGE,
      portName: 'vhu1',
      socketPath: `${ovs.folder}/vhu1.sock`,
      queuePairs: 1,
      mtu: 1500,
    };
    await expect(createVhostUserPort(ovs.host, spec, owner)).rejects.toMatchObject({
      code: 'VIM_PORT_FAILED',
      message: expect.stringContaining('vhu1'),
    });
    expect(ports()).toBe('');
    await releaseVhostUserPort(ovs.host, spec, owner);
    await expect(awaitVhostUserConnected(ovs.host, spec, { timeoutMs: 100 })).rejects.toMatchObject({
      code: 'VIM_PORT_NOT_CONNECTED',
      message: expect.stringContaining('there is no such port'),
    });
  });

  it('puts an interface of the host on the bridge and takes it off', async () => {
    const sap = { sapId: 'sap-1', generation: 1, bridge: BRIDGE, interfaceName: 'lo' };
    await createSap(ovs.host, sap);
    await createSap(ovs.host, sap);
    expect(ports()).toBe('lo');
    const elsewhere = { ...sap, bridge: 'br-other' };
    await expect(createSap(ovs.host, elsewhere)).rejects.toMatchObject({ code: 'VIM_SAP_UNUSABLE' });
    // Somebody else's port of that name: ours is absent, and theirs stays.
    await releaseSap(ovs.host, { ...sap, sapId: 'sap-2' });
    expect(ports()).toBe('lo');
    await releaseSap(ovs.host, sap);
    await releaseSap(ovs.host, sap);
    expect(ports()).toBe('');
    const absent = { ...sap, interfaceName: 'nw-absent' };
    await expect(createSap(ovs.host, absent)).rejects.toMatchObject({ code: 'VIM_SAP_UNUSABLE' });
  });

  it('transacts all or nothing, and sees rows change as they do', async () => {
    const client = await ovsdb(ovs.host);
    const watched = client.watch(
      { Bridge: { columns: ['name', 'external_ids'], where: [['name', '==', BRIDGE]] } },
      (rows) =>
        [...rows.rows('Bridge').values()]
          .map((row) => row.external_ids)
          .find((ids) => JSON.stringify(ids).includes('seen')),
      { timeoutMs: 10_000 },
    );
    const set = mutate('Bridge', [['name', '==', BRIDGE]], [['external_ids', 'insert', { seen: 'yes' }]]);
    const clash = expectRows('Bridge', [['name', '==', BRIDGE]], ['name'], []);
    await expect(client.transact([set, clash])).rejects.toMatchObject({ code: 'VIM_OVSDB_FAILED' });
    await expect(client.transact([insert('Nonsense', {})])).rejects.toThrow(/Nonsense/);
    expect(ovs.ovs('ovs-vsctl', 'get', 'Bridge', BRIDGE, 'external_ids')).not.toContain('seen');
    await client.commit([set], { reason: 'test' });
    expect(await watched).toEqual({ netwright: 'bridge', seen: 'yes' });
    const [config] = await client.select('Open_vSwitch', [], ['next_cfg', 'cur_cfg', 'datapath_types']);
    expect(config?.cur_cfg).toBe(config?.next_cfg);
    expect(asList(config?.datapath_types)).toContain('netdev');
  });

  it('releases the bridge when it is empty, twice', async () => {
    await releaseBridge(ovs.host, { name: BRIDGE });
    await releaseBridge(ovs.host, { name: BRIDGE });
    expect(ovs.ovs('ovs-vsctl', 'list-br').trim()).toBe('br-other');
  });
});
