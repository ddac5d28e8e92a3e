import { describe, expect, it } from 'vitest';
import { appendToTrail, dscpTrailRules } from './dscp-trail.ts';

describe('DSCP trail', () => {
  it('tells the order of two VNFs apart', () => {
    expect(appendToTrail(appendToTrail(0, 1), 2)).toBe(6);
    expect(appendToTrail(appendToTrail(0, 2), 1)).toBe(9);
  });

  it('keeps the last three digits and stays within six bits', () => {
    expect([1, 2, 3, 1].reduce(appendToTrail, 0)).toBe(2 * 16 + 3 * 4 + 1);
  });

  it.each([1, 2, 3])('has a verdict for each of the 64 values, digit %i', (digit) => {
    const rules = dscpTrailRules(digit);
    const verdicts = [...rules.matchAll(/(\d+) : goto to_(\d+)/g)].map((m) => [Number(m[1]), Number(m[2])]);
    expect(verdicts.length).toBe(64);
    expect(new Set(verdicts.map(([from]) => from)).size).toBe(64);
    for (const [from, to] of verdicts) {
      expect(to).toBe(appendToTrail(from ?? -1, digit));
      expect(rules).toContain(`chain to_${to} {\n    ip dscp set ${to}\n`);
    }
  });

  it('refuses a digit that base 4 does not have', () => {
    expect(() => dscpTrailRules(4)).toThrow(RangeError);
    expect(() => dscpTrailRules(0)).toThrow(RangeError);
  });
});
