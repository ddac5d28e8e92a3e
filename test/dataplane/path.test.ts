/** Paths on a real switch (ovs-vswitchd with simulated devices) with functions that answer from this process. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createPath, readPathFlows, releasePath } from '#vim/dataplane/path.ts';
import { probePath } from '#vim/dataplane/probe.ts';
import { tracePath } from '#vim/dataplane/trace.ts';
import { createVirtualLink, releaseVirtualLink } from '#vim/dataplane/virtual-link.ts';
import type { PathSpec } from '#vim/model.ts';
import { marked } from './bump-function.ts';
import { BRIDGE, type Chain, startChain } from './chain.ts';
import { missingForSwitch } from './dummy-switch.ts';

const missing = missingForSwitch();
if (missing !== null) console.warn(`paths on a simulated switch are not tested: ${missing}`);

describe.skipIf(missing !== null)('path on a simulated switch', () => {
  let chain: Chain;
  const fast = { count: 8, timeoutMs: 8000 };
  const withLoss = { count: 8, timeoutMs: 1000 };

  beforeAll(async () => {
    chain = await startChain();
  });
  afterAll(async () => {
    await chain?.[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    chain.firewall.behave((frame) => marked(frame, 1));
    chain.monitor.behave((frame) => marked(frame, 2));
    await releasePath(chain.ovs.host, chain.path);
    await releaseVirtualLink(chain.ovs.host, chain.link);
    expect(chain.flows()).toEqual([]);
    await createVirtualLink(chain.ovs.host, chain.link);
  });

  it('sends matching packets through both functions in order, the replies backwards, the rest straight', async () => {
    const { ovs, path } = chain;
    await createPath(ovs.host, path);
    const report = await probePath(ovs.host, path, fast);
    const whole = { sent: 8, received: 8, lost: 0, altered: 0, misdirected: 0, duplicates: 0, ttls: [64] };
    // Marks 1 and 2: 1*4+2 forward, 2*4+1 backwards.
    expect(report.forward).toMatchObject({ ...whole, dscps: [6], hopPackets: [8, 8] });
    expect(report.forward.trails).toEqual([{ ports: ['fw-out', 'mon-out'], packets: 8 }]);
    expect(report.reverse).toMatchObject({ ...whole, dscps: [9], hopPackets: [8, 8] });
    expect(report.reverse.trails).toEqual([{ ports: ['mon-in', 'fw-in'], packets: 8 }]);
    expect(report.unmatched).toMatchObject({
      ...whole,
      dscps: [0],
      hopPackets: [0, 0],
      lastHopPorts: ['sap-a'],
    });
    expect(report.forward.hopCounters.map((c) => c.after - c.before)).toEqual([8, 8]);
    expect(await readPathFlows(ovs.host, path)).toMatchObject({ missing: [], unexpected: [] });
  });

  it('is a no-op when applied again, and leaves no flow when released twice', async () => {
    const { ovs, path, link } = chain;
    await createPath(ovs.host, path);
    const before = chain.flows();
    await createVirtualLink(ovs.host, link);
    await createPath(ovs.host, path);
    expect(chain.flows()).toEqual(before);
    for (let i = 0; i < 2; i++) {
      await releasePath(ovs.host, path);
      await releaseVirtualLink(ovs.host, link);
    }
    expect(chain.flows()).toEqual([]);
  });

  it('goes straight between the SAPs while there is no path', async () => {
    const { ovs, path } = chain;
    const report = await probePath(ovs.host, path, fast);
    expect(report.forward).toMatchObject({ received: 8, hopPackets: [0, 0], dscps: [0] });
    expect((await tracePath(ovs.host, path, 'forward')).traced).toEqual(['sap-a', 'sap-b']);
  });

  it('names the flow that is gone and the one that was added', async () => {
    const { ovs, path } = chain;
    await createPath(ovs.host, path);
    ovs.ovs('ovs-ofctl', '-O', 'OpenFlow15', 'del-flows', BRIDGE, 'table=20,reg0=0xafe');
    const cookie = 'cookie=0xa00000001';
    ovs.ovs(
      'ovs-ofctl',
      '-O',
      'OpenFlow15',
      'add-flow',
      BRIDGE,
      `${cookie},table=10,priority=2000,arp actions=drop`,
    );
    expect(await readPathFlows(ovs.host, path)).toMatchObject({
      missing: [expect.stringMatching(/^table=20,priority=100,reg0=0xafe actions=output:\d+$/)],
      unexpected: ['table=10,priority=2000,arp actions=drop'],
    });
    const trace = await tracePath(ovs.host, path, 'forward');
    expect(trace).toMatchObject({ matches: false, traced: ['sap-a', 'fw-in', 'fw-out'] });
    const report = await probePath(ovs.host, path, withLoss);
    expect(report.forward).toMatchObject({ received: 0, lost: 8, hopPackets: [8, 0] });
    expect(report.reverse).toMatchObject({ received: 8, lost: 0 });
    await createPath(ovs.host, path);
    expect(await readPathFlows(ovs.host, path)).toMatchObject({ missing: [], unexpected: [] });
  });

  it('tells a function that changes payload, one that swallows, and one that answers on its own', async () => {
    const { ovs, path, firewall, monitor } = chain;
    await createPath(ovs.host, path);
    firewall.behave((frame) => {
      frame.writeUInt8(frame.readUInt8(frame.length - 1) ^ 1, frame.length - 1);
      return frame;
    });
    let seen = 0;
    monitor.behave((frame) => (seen++ % 2 === 0 ? frame : null));
    const report = await probePath(ovs.host, path, withLoss);
    expect(report.forward.altered).toBe(report.forward.received);
    expect(report.forward.received + report.reverse.received).toBe(8);
    // What a function says by itself and is not of the rules' kind must not reach a SAP.
    const drops = () =>
      ovs.ovs('ovs-ofctl', 'dump-flows', BRIDGE, 'table=30').match(/n_packets=1,.*priority=1,/);
    expect(drops()).toBeNull();
    monitor.emit(1, Buffer.concat([Buffer.from('ffffffffffff0200000000010806', 'hex'), Buffer.alloc(46)]));
    await expect.poll(drops, { timeout: 5000 }).not.toBeNull();
  });

  it('refuses a port another path has, a late generation, and removes what it had begun', async () => {
    const { ovs, path } = chain;
    await createPath(ovs.host, { ...path, generation: 3 });
    await expect(createPath(ovs.host, path)).rejects.toMatchObject({ code: 'VIM_STALE_GENERATION' });
    await expect(releasePath(ovs.host, path)).rejects.toMatchObject({ code: 'VIM_STALE_GENERATION' });
    const other = { ...path, pathId: 'path-2', forwardSpi: 20, reverseSpi: 21 };
    await expect(createPath(ovs.host, other)).rejects.toMatchObject({ code: 'SFC_FLOW_CONFLICT' });
    // The next generation takes over in place.
    await createPath(ovs.host, { ...path, generation: 4 });
    expect(chain.flows().filter((flow) => flow.includes('cookie=0xa00000003'))).toEqual([]);
    expect((await probePath(ovs.host, { ...path, generation: 4 }, fast)).forward).toMatchObject({ lost: 0 });
    await releasePath(ovs.host, { ...path, generation: 4 });
  });

  it('removes the path again where a foreign flow leads packets elsewhere', async () => {
    const { ovs, path } = chain;
    ovs.ovs(
      'ovs-ofctl',
      '-O',
      'OpenFlow15',
      'add-flow',
      BRIDGE,
      'cookie=0x99,table=30,priority=5000,ip actions=drop',
    );
    try {
      await expect(createPath(ovs.host, path)).rejects.toMatchObject({ code: 'SFC_TRACE_MISMATCH' });
      expect(chain.flows().filter((flow) => flow.startsWith('cookie=0xa0'))).toEqual([]);
    } finally {
      ovs.ovs('ovs-ofctl', '-O', 'OpenFlow15', 'del-flows', BRIDGE, 'cookie=0x99/-1');
    }
  });
});

describe.skipIf(missing !== null)('a function that fails', () => {
  let chain: Chain;
  const fast = { count: 5, timeoutMs: 8000 };
  beforeAll(async () => {
    chain = await startChain();
    await createVirtualLink(chain.ovs.host, chain.link);
  });
  afterAll(async () => {
    await chain?.[Symbol.asyncDispose]();
  });

  it.each(['mon-in', 'mon-out'])(
    'is bypassed while its port is down, where the position says so (%s)',
    async (port) => {
      const { ovs, path } = chain;
      const spec = bypassing(path);
      await createPath(ovs.host, spec);
      const set = (state: string) => ovs.ovs('ovs-appctl', 'netdev-dummy/set-admin-state', port, state);
      const traced = async () => (await tracePath(ovs.host, spec, 'forward')).traced.join(' ');
      const all = 'sap-a fw-in fw-out mon-in mon-out sap-b';
      expect((await probePath(ovs.host, spec, fast)).forward).toMatchObject({ lost: 0, hopPackets: [5, 5] });
      set('down');
      await expect.poll(traced, { timeout: 5000 }).toBe('sap-a fw-in fw-out sap-b');
      const bypassed = await probePath(ovs.host, spec, fast);
      expect(bypassed.forward).toMatchObject({ lost: 0, hopPackets: [5, 0], dscps: [1] });
      expect(bypassed.reverse).toMatchObject({ lost: 0, hopPackets: [0, 5], dscps: [1] });
      set('up');
      await expect.poll(traced, { timeout: 5000 }).toBe(all);
      expect((await probePath(ovs.host, spec, fast)).forward).toMatchObject({ lost: 0, hopPackets: [5, 5] });
      await releasePath(ovs.host, spec);
      expect(chain.flows().filter((line) => line.startsWith('group_id') || line.includes('=0xa0'))).toEqual(
        [],
      );
    },
  );

  it('blocks where the position says so; taking over from bypass in place', async () => {
    const { ovs, path, monitor } = chain;
    await createPath(ovs.host, bypassing(path));
    await createPath(ovs.host, path);
    expect(chain.flows().filter((line) => line.includes('group'))).toEqual([]);
    monitor.behave(() => null);
    const blocked = await probePath(ovs.host, path, { count: 5, timeoutMs: 1000 });
    monitor.behave((frame) => marked(frame, 2));
    expect(blocked.forward).toMatchObject({ received: 0, hopPackets: [5, 0] });
    expect(blocked.unmatched).toMatchObject({ received: 5, hopPackets: [0, 0] });
    await createPath(ovs.host, bypassing(path));
    expect((await probePath(ovs.host, bypassing(path), fast)).forward).toMatchObject({ lost: 0 });
    await releasePath(ovs.host, path);
    expect(chain.flows().filter((line) => line.startsWith('group_id') || line.includes('=0xa0'))).toEqual([]);
  });
});

/** The path with its second function allowed to be left out. */
function bypassing(path: PathSpec): PathSpec {
  return { ...path, hops: path.hops.map((hop, i) => (i === 1 ? { ...hop, onFailure: 'bypass' } : hop)) };
}
