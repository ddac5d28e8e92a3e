import { describe, expect, it } from 'vitest';
import { judgePathFlows } from './path-flows.ts';
import { judgePathOrder, trail } from './path-order.ts';
import { judgePathPackets } from './path-packets.ts';
import { judgePathTrace } from './path-trace.ts';
import { judgeUnmatchedDirect } from './unmatched-direct.ts';

const held = { verdict: 'holds', reason: '' };
const broken = (reason: string) => ({ verdict: 'broken', reason });

describe('path-flows', () => {
  it('holds where nothing is missing or foreign', () => {
    expect(judgePathFlows({}, { missing: [], foreign: [] })).toEqual(held);
  });

  it('quotes each flow', () => {
    expect(judgePathFlows({}, { missing: ['table=20'], foreign: ['table=0,priority=9'] })).toEqual(
      broken('missing: table=20; foreign: table=0,priority=9'),
    );
  });
});

describe('path-trace', () => {
  const way = (planned: string[], traced = planned) => ({ planned, traced });

  it('holds where both directions go as planned', () => {
    expect(
      judgePathTrace({}, { forward: way(['fw0', 'mon0', 'b']), reverse: way(['mon1', 'fw1', 'a']) }),
    ).toEqual(held);
  });

  it('shows both ways where the order is another', () => {
    const observed = { forward: way(['fw0', 'mon0', 'b'], ['mon0', 'fw0', 'b']), reverse: way(['mon1'], []) };
    expect(judgePathTrace({}, observed)).toEqual(
      broken(
        'forward: the switch goes mon0 -> fw0 -> b, not fw0 -> mon0 -> b; reverse: the switch goes nowhere, not mon1',
      ),
    );
  });
});

describe('path-packets', () => {
  const all = { sent: 20, received: 20, duplicates: 0, altered: 0, misdirected: 0 };

  it('holds where every packet arrives as sent', () => {
    expect(judgePathPackets({ count: 20 }, { forward: all, reverse: all })).toEqual(held);
  });

  it('counts losses and changes by direction', () => {
    const observed = { forward: { ...all, received: 18 }, reverse: { ...all, altered: 1 } };
    expect(judgePathPackets({ count: 20 }, observed)).toEqual(
      broken('forward: 18 of 20 packets arrived; reverse: 1 packets arrived with another payload or MAC'),
    );
  });

  it('does not hold where fewer were sent than promised, or some arrived twice', () => {
    const observed = { forward: { ...all, sent: 0, received: 0 }, reverse: { ...all, duplicates: 20 } };
    expect(judgePathPackets({ count: 20 }, observed).reason).toBe(
      'forward: only 0 of 20 probes could be sent; reverse: 20 packets arrived once more',
    );
  });
});

describe('path-order', () => {
  const way = { sent: 5, dscps: [6], hopPackets: [5, 5], hopCounters: [5, 7] };
  const expected = { forwardDscp: 6, reverseDscp: 9 };

  it('holds where the marks tell the planned order and every hop counted every packet', () => {
    expect(judgePathOrder(expected, { forward: way, reverse: { ...way, dscps: [9] } })).toEqual(held);
  });

  it('reads the marks out of the DSCP', () => {
    expect([trail(6), trail(9), trail(0)]).toEqual(['6 (marks 1,2)', '9 (marks 2,1)', '0 (no marks)']);
  });

  it('names the order found', () => {
    expect(
      judgePathOrder(expected, { forward: { ...way, dscps: [9] }, reverse: { ...way, dscps: [9] } }),
    ).toEqual(broken('forward: packets arrived with DSCP 9 (marks 2,1), not 6 (marks 1,2)'));
  });

  it('does not hold where a hop was passed by, or nothing arrived', () => {
    const observed = {
      forward: { ...way, hopPackets: [5, 0], hopCounters: [4, 5] },
      reverse: { ...way, dscps: [] },
    };
    expect(judgePathOrder(expected, observed).reason).toBe(
      'forward: hop 2 gave back 0 of 5 packets; forward: the switch counted 4 of 5 packets to hop 1; reverse: no packet arrived',
    );
  });
});

describe('unmatched-direct', () => {
  const straight = { sent: 5, received: 5, altered: 0, misdirected: 0, dscps: [0], hopPackets: [0, 0] };

  it('holds where unmatched packets arrive unmarked and no hop saw one', () => {
    expect(judgeUnmatchedDirect({}, straight)).toEqual(held);
  });

  it('does not hold where they would leave by another port', () => {
    expect(judgeUnmatchedDirect({}, { ...straight, misdirected: 2 })).toEqual(
      broken('2 unmatched packets would have left by a port that is not the other SAP'),
    );
  });

  it('names the hop that saw them', () => {
    expect(judgeUnmatchedDirect({}, { ...straight, dscps: [0, 1], hopPackets: [5, 0] })).toEqual(
      broken('unmatched packets arrived with DSCP 1 (marks 1); hop 1 gave back 5 unmatched packets'),
    );
  });

  it('does not hold where nothing could be sent', () => {
    expect(judgeUnmatchedDirect({}, { ...straight, sent: 0, received: 0, dscps: [] }).verdict).toBe('broken');
  });
});
