import { describe, expect, it } from 'vitest';
import { parseSections } from './sections.ts';
import type { HostSnapshot, SnapshotItems } from './snapshot.ts';
import { compareSnapshots } from './snapshot-compare.ts';
import { formatComparison } from './snapshot-format.ts';
import { itemsOf } from './snapshot-read.ts';

const snapshot = (items: SnapshotItems, bootId = 'b1'): HostSnapshot => ({
  hostId: 'lab',
  bootId,
  takenAt: '2026-11-21T04:00:00.000Z',
  items,
});

const pages = (free: number, heldBySwitch: number) => ({
  'huge pages/cell 1/2048 KiB': { total: 512, free, surplus: 0, heldBySwitch },
});

describe('compareSnapshots', () => {
  it('finds nothing on a host nobody touched', () => {
    const items = { 'vf/ens2/3': { mac: '00:00:00:00:00:00', vlan: 0 }, 'network/namespace/a': {} };
    expect(compareSnapshots(snapshot(items), snapshot(items))).toEqual([]);
  });

  it('names what is left over and what is gone, whole', () => {
    const before = snapshot({ 'libvirt/domain/a': { state: 'running' } });
    const after = snapshot({ 'file/run/netwright/x': { type: 'socket' } });
    expect(compareSnapshots(before, after)).toEqual([
      {
        path: 'file/run/netwright/x',
        before: null,
        after: { type: 'socket' },
        sentence: 'file/run/netwright/x is there, it was not before',
      },
      {
        path: 'libvirt/domain/a',
        before: { state: 'running' },
        after: null,
        sentence: 'libvirt/domain/a was there, it is gone',
      },
    ]);
  });

  it('names the one property that changed', () => {
    const before = snapshot({ 'vf/ens2/3': { mac: 'm', vlan: 0 } });
    const after = snapshot({ 'vf/ens2/3': { mac: 'm', vlan: 130 } });
    expect(compareSnapshots(before, after)).toEqual([
      { path: 'vf/ens2/3/vlan', before: 0, after: 130, sentence: 'vf/ens2/3: vlan was 0, is 130' },
    ]);
  });

  it('says of pages the switch holds who holds them', () => {
    const sentences = compareSnapshots(snapshot(pages(448, 64)), snapshot(pages(388, 124))).map(
      (d) => d.sentence,
    );
    expect(sentences).toHaveLength(2);
    expect(sentences[0]).toContain('free was 448, is 388 (packet buffers of Open vSwitch');
  });

  it('blames nobody where the numbers do not fit', () => {
    const [difference] = compareSnapshots(snapshot(pages(448, 64)), snapshot(pages(320, 64)));
    expect(difference?.sentence).toBe('huge pages/cell 1/2048 KiB: free was 448, is 320');
  });

  it('counts a reboot as a difference', () => {
    expect(compareSnapshots(snapshot({}, 'b1'), snapshot({}, 'b2'))[0]?.path).toBe('boot');
  });
});

describe('formatComparison', () => {
  const equal = { before: snapshot(pages(448, 64)), after: snapshot(pages(448, 64)) };
  const different = { before: snapshot(pages(448, 64)), after: snapshot(pages(320, 64)) };

  it('says in words whether the host is as it was', () => {
    expect(formatComparison(equal, 'text')).toMatch(/EQUAL: the host is as it was \(1 things compared\)$/);
    expect(formatComparison(different, 'text')).toContain(
      'DIFFERENT  huge pages by cell (1 before, 1 after)',
    );
  });

  it('gives differences and both snapshots as JSON', () => {
    expect(JSON.parse(formatComparison(different, 'json'))).toMatchObject({
      verdict: 'different',
      differences: [{ path: 'huge pages/cell 1/2048 KiB/free', before: 448, after: 320 }],
    });
  });

  it('gives JUnit with one failure per group that differs', () => {
    expect(formatComparison(equal, 'junit')).toContain('failures="0"');
    expect(formatComparison(different, 'junit')).toContain('failures="1"');
  });
});

describe('itemsOf', () => {
  const names =
    'domains networks pools-libvirt flows groups meters tree hashes address-types netns pools switch-pages reserved cgroups guests polling-threads pci settings mounts';
  const tables = 'ovs-switch ovs-bridges ovs-ports ovs-interfaces';
  const read = (over: Record<string, string>) => {
    const texts: Record<string, string> = { links: '[]', ...over };
    for (const name of names.split(' ')) texts[name] ??= '';
    for (const name of tables.split(' ')) texts[name] ??= '{"headings":[],"data":[]}';
    const lines = Object.entries(texts).flatMap(([name, text]) => [
      `@@ ${name}\t`,
      ...text.split('\n').map((l) => ` ${l}`),
      '@= 0',
    ]);
    return itemsOf(parseSections(lines.join('\n')));
  };

  it('reads domains with their states', () => {
    expect(read({ domains: "Domain: 'a b'\n  state.state=5\n  state.reason=1" })).toEqual({
      'libvirt/domain/a b': { state: 'shut off' },
    });
  });

  it('reads VF settings as the PF reports them', () => {
    const vf = {
      vf: 3,
      link_type: 'ether',
      address: 'm',
      vlan_list: [{ vlan: 130 }],
      rate: { max_tx: 10, min_tx: 0 },
      spoofchk: true,
    };
    const items = read({
      links: JSON.stringify([{ ifname: 'ens2', flags: ['UP'], mtu: 1500, address: 'n', vfinfo_list: [vf] }]),
    });
    expect(items['vf/ens2/3']).toEqual({
      mac: 'm',
      vlan: 130,
      qos: 0,
      max_tx: 10,
      min_tx: 0,
      spoofchk: true,
    });
  });

  it('does not compare MACs the kernel draws at random', () => {
    const links = JSON.stringify([{ ifname: 'v0', flags: [], mtu: 1500, address: 'n' }]);
    expect(read({ links, 'address-types': 'v0\t1' })['network/interface/v0']?.mac).toBe('random');
  });

  it('reads flows without counters and knows ports by their bridge', () => {
    const items = read({
      flows: 'br\tNXST_FLOW reply (xid=0x4):\nbr\t cookie=0x5, table=1, reset_counts priority=9 actions=drop',
      'ovs-bridges': '{"headings":["name","ports"],"data":[["br",["uuid","u1"]]]}',
      'ovs-ports': '{"headings":["_uuid","name","tag"],"data":[[["uuid","u1"],"p",["set",[]]]]}',
    });
    expect(items['ovs/flow/br/cookie=0x5, table=1, priority=9 actions=drop']).toEqual({});
    expect(items['ovs/port/p']).toEqual({ tag: '[]', bridge: 'br' });
  });

  it('counts the pages the switch itself holds', () => {
    const items = read({
      pools: '/sys/devices/system/node/node1/hugepages/hugepages-2048kB\t512\t388\t0',
      'switch-pages': '1\t2048\t124',
    });
    expect(items['huge pages/cell 1/2048 KiB']).toEqual({
      total: 512,
      free: 388,
      surplus: 0,
      heldBySwitch: 124,
    });
  });

  it('refuses half a snapshot', () => {
    expect(() => itemsOf(parseSections('@@ domains\tvirsh\n error: no connection\n@= 1'))).toThrow(
      'no connection',
    );
  });
});
