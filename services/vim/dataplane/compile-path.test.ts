import { describe, expect, it } from 'vitest';
import type { PathSpec } from '../model.ts';
import { compilePath } from './compile-path.ts';
import { compileVirtualLink } from './compile-virtual-link.ts';
import { directedPaths } from './directed-path.ts';
import { flowText } from './flow.ts';
import { previewPath, previewVirtualLink } from './preview.ts';
import { assertWalk } from './walk.ts';

const OFPORTS = new Map([
  ['a', 1],
  ['b', 2],
  ['f0', 3],
  ['f1', 4],
  ['m0', 5],
  ['m1', 6],
]);
const PATH: PathSpec = {
  pathId: 'p',
  generation: 1,
  bridge: 'br',
  vlTag: 7,
  forwardSpi: 10,
  reverseSpi: 11,
  ingressSapPort: 'a',
  egressSapPort: 'b',
  hops: [
    { ingressPort: 'f0', egressPort: 'f1', onFailure: 'block' },
    { ingressPort: 'm0', egressPort: 'm1', onFailure: 'block' },
  ],
  rules: [
    {
      ruleId: 'web',
      etherType: 'ipv4',
      protocol: 'tcp',
      sourceIpAddressPrefix: '10.1.0.9/16',
      destinationIpAddressPrefix: '192.0.2.1',
      destinationPortRange: [80, 81],
      dscp: 10,
    },
  ],
};
const compiled = (changes: Partial<PathSpec> = {}) => compilePath({ ...PATH, ...changes }, OFPORTS);
const code = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    return (error as { code?: string }).code;
  }
  return 'no error';
};

describe('compiling a path', () => {
  it('classifies at both SAPs, the reply with source and destination swapped', () => {
    expect(compiled().entry.map(flowText)).toEqual([
      'table=10,priority=1000,tcp,in_port=1,nw_src=10.1.0.0/16,nw_dst=192.0.2.1,nw_tos=40,tp_dst=0x50/0xfffe actions=set_field:0xaff->reg0,goto_table:20',
      'table=10,priority=1000,tcp,in_port=2,nw_src=192.0.2.1,nw_dst=10.1.0.0/16,nw_tos=40,tp_src=0x50/0xfffe actions=set_field:0xbff->reg0,goto_table:20',
    ]);
  });

  it('writes IPv6, other protocols and rules without one', () => {
    const matches = (rule: PathSpec['rules'][number]) =>
      compiled({ rules: [rule] })
        .entry.map((flow) => flow.match)
        .filter((match) => match.includes('in_port=1'));
    expect(
      matches({ ruleId: 'r', etherType: 'ipv6', protocol: 'udp', sourceIpAddressPrefix: '2001:DB8::1/32' }),
    ).toEqual(['udp6,in_port=1,ipv6_src=2001:db8::/32']);
    expect(matches({ ruleId: 'r', etherType: 'ipv6', protocol: 'icmp' })).toEqual(['icmp6,in_port=1']);
    expect(matches({ ruleId: 'r', etherType: 'ipv4', protocol: 'GRE' })).toEqual([
      'ip,nw_proto=47,in_port=1',
    ]);
    expect(matches({ ruleId: 'r', etherType: 'ipv4' })).toEqual(['ip,in_port=1']);
    expect(matches({ ruleId: 'r', etherType: 'ipv4', destinationPortRange: [53, 53] })).toEqual([
      'tcp,in_port=1,tp_dst=53',
      'udp,in_port=1,tp_dst=53',
      'sctp,in_port=1,tp_dst=53',
    ]);
  });

  it('gives each identity one successor, and drops what has none', () => {
    const nextHops = compiled().flows.filter((flow) => flow.table === 20);
    expect(nextHops.map((flow) => `${flow.priority} ${flow.match} ${flow.actions}`)).toEqual([
      '100 reg0=0xaff output:3',
      '100 reg0=0xafe output:5',
      '100 reg0=0xafd set_field:0x2->reg2,goto_table:70',
      '300 reg0=0xa00 drop',
      '1 reg0=0xa00/0xffffff00 drop',
      '100 reg0=0xbff output:6',
      '100 reg0=0xbfe output:4',
      '100 reg0=0xbfd set_field:0x1->reg2,goto_table:70',
      '300 reg0=0xb00 drop',
      '1 reg0=0xb00/0xffffff00 drop',
    ]);
  });

  it('never lets a function’s port reach the classifier', () => {
    const fromFunctions = compiled().flows.filter((flow) => flow.table === 0);
    expect(fromFunctions.map((flow) => flow.match)).toEqual([
      'in_port=3',
      'in_port=4',
      'in_port=5',
      'in_port=6',
    ]);
    for (const flow of fromFunctions) expect(flow.actions).toBe('set_field:0x7->reg4,goto_table:30');
  });

  it('marks all flows with the path and its generation', () => {
    expect(compiled({ generation: 3 }).cookie).toBe(0x0000000a00000003n);
    expect(
      compileVirtualLink({ vlId: 'v', generation: 3, bridge: 'br', tag: 7, sapPorts: ['a'] }, OFPORTS).cookie,
    ).toBe(0x8000000700000003n);
  });

  it.each([
    [
      'a port used twice',
      { hops: [...PATH.hops, { ingressPort: 'f0', egressPort: 'b', onFailure: 'block' as const }] },
    ],
    ['no hop', { hops: [] }],
    ['no rule', { rules: [] }],
    ['one SPI for both ways', { reverseSpi: 10 }],
    ['an SPI out of range', { forwardSpi: 0x1000000 }],
    ['an unknown port', { egressSapPort: 'zz' }],
    [
      'a prefix of the other family',
      { rules: [{ ruleId: 'r', etherType: 'ipv4' as const, sourceIpAddressPrefix: '::1' }] },
    ],
    ['a protocol nobody knows', { rules: [{ ruleId: 'r', etherType: 'ipv4' as const, protocol: 'tpc' }] }],
    [
      'ports of a protocol without',
      {
        rules: [
          { ruleId: 'r', etherType: 'ipv4' as const, protocol: 'icmp', sourcePortRange: [1, 2] as const },
        ],
      },
    ],
    [
      'a range upside down',
      { rules: [{ ruleId: 'r', etherType: 'ipv4' as const, sourcePortRange: [2, 1] as const }] },
    ],
  ])('refuses %s', (_what, changes) => {
    expect(code(() => compiled(changes))).toBe('SFC_PATH_INVALID');
  });

  it('notices flows that are not the path', () => {
    const bundle = compiled();
    const [forward] = directedPaths(PATH, OFPORTS);
    const altered = (from: string, to: string) => ({
      ...bundle,
      flows: bundle.flows.map((flow) => ({ ...flow, actions: flow.actions.replace(from, to) })),
    });
    expect(code(() => assertWalk('p', bundle, forward))).toBe('no error');
    expect(code(() => assertWalk('p', altered('output:5', 'output:3'), forward))).toBe('SFC_PATH_INVALID');
    expect(code(() => assertWalk('p', altered('0xafe->reg0', '0xaff->reg0'), forward))).toBe(
      'SFC_PATH_INVALID',
    );
    expect(code(() => assertWalk('p', altered('0xafe->reg0', '0xafd->reg0'), forward))).toBe(
      'SFC_PATH_INVALID',
    );
    const [first] = bundle.flows;
    if (first === undefined) throw new Error('sample');
    const doubled = { ...bundle, flows: [...bundle.flows, { ...first, actions: 'drop' }] };
    expect(code(() => assertWalk('p', doubled, forward))).toBe('SFC_PATH_INVALID');
  });

  it('shows a plan with port names', () => {
    const lines = previewPath(PATH);
    expect(lines).toContain('cookie=0xa00000001,table=20,priority=100,reg0=0xaff actions=output:f0');
    expect(lines.some((line) => line.includes('in_port=a,nw_src=10.1.0.0/16'))).toBe(true);
    expect(
      previewVirtualLink({ vlId: 'v', generation: 1, bridge: 'br', tag: 7, sapPorts: ['a', 'b', 'm0'] }),
    ).toContain(
      'cookie=0x8000000700000001,table=60,priority=100,in_port=a actions=set_field:b->reg2,resubmit(,70),set_field:m0->reg2,resubmit(,70)',
    );
  });
});
