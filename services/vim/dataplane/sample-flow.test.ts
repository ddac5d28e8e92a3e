import { describe, expect, it } from 'vitest';
import type { PathRuleSpec, PathSpec } from '../model.ts';
import { parseRule } from './rule-match.ts';
import { matches, matchingSample, swapped, traceTerms, unmatchedSample } from './sample-flow.ts';

const RULES: PathRuleSpec[] = [
  { ruleId: '1', etherType: 'ipv4' },
  { ruleId: '2', etherType: 'ipv4', protocol: 'tcp', destinationPortRange: [80, 80] },
  {
    ruleId: '3',
    etherType: 'ipv6',
    protocol: 'udp',
    sourceIpAddressPrefix: '2001:db8::/32',
    sourcePortRange: [9, 12],
  },
  { ruleId: '4', etherType: 'ipv4', destinationIpAddressPrefix: '192.0.2.7/32', dscp: 46 },
  { ruleId: '5', etherType: 'ipv4', protocol: 'udp' },
];
const path = (...rules: PathRuleSpec[]) => ({ rules }) as unknown as PathSpec;

describe('sample flows', () => {
  it.each(RULES)('matches rule $ruleId forward, and the swapped one is its reply', (rule) => {
    const parsed = parseRule(rule);
    for (const n of [0, 1, 20000]) {
      const sample = matchingSample(rule, 'forward', n);
      expect(matches(parsed, sample)).toBe(true);
      expect(matchingSample(rule, 'reverse', n)).toEqual(swapped(sample));
    }
  });

  it.each(RULES)('finds a header that rule $ruleId does not match', (rule) => {
    const sample = unmatchedSample(path(rule));
    expect(sample).not.toBeNull();
    if (sample !== null) expect(matches(parseRule(rule), sample)).toBe(false);
  });

  it('has none where the rules take all IP', () => {
    expect(
      unmatchedSample(path({ ruleId: '4', etherType: 'ipv4' }, { ruleId: '6', etherType: 'ipv6' })),
    ).toBeNull();
  });

  it('writes what ofproto/trace reads', () => {
    const [, web] = RULES;
    if (web === undefined) throw new Error('sample');
    expect(traceTerms(matchingSample(web, 'forward'))).toBe(
      'tcp,nw_src=198.18.0.1,nw_dst=198.18.0.2,nw_tos=0,nw_ttl=64,tp_src=49152,tp_dst=80',
    );
  });
});
