import { judgement, prover } from '../claim.ts';
import type { Expected } from '../expected.ts';
import type { ProbedDirection } from '../path-reading.ts';
import { trail } from './path-order.ts';

export type ObservedUnmatched = Pick<
  ProbedDirection,
  'sent' | 'received' | 'altered' | 'misdirected' | 'dscps' | 'hopPackets'
>;

/** Traffic no rule of the path matches goes straight: it arrives unmarked, and no hop gave back a packet of it. */
export function judgeUnmatchedDirect(_expected: Expected<'unmatched-direct'>, observed: ObservedUnmatched) {
  const marked = observed.dscps.filter((dscp) => dscp !== 0);
  return judgement(
    observed.sent === 0 && 'no unmatched packet could be sent',
    observed.received !== observed.sent &&
      `${observed.received} of ${observed.sent} unmatched packets arrived`,
    observed.altered > 0 && `${observed.altered} unmatched packets arrived with another payload or MAC`,
    observed.misdirected > 0 &&
      `${observed.misdirected} unmatched packets would have left by a port that is not the other SAP`,
    marked.length > 0 && `unmatched packets arrived with DSCP ${marked.map(trail).join(', ')}`,
    ...observed.hopPackets
      .map((packets, hop) => ({ packets, hop }))
      .filter(({ packets }) => packets > 0)
      .map(({ packets, hop }) => `hop ${hop + 1} gave back ${packets} unmatched packets`),
  );
}

export const unmatchedDirect = prover({
  kind: 'unmatched-direct',
  async read(evidence, claim) {
    const { unmatched, where } = await evidence.path(claim).probe();
    const { sent, received, altered, misdirected, dscps, hopPackets } = unmatched;
    return { observed: { sent, received, altered, misdirected, dscps, hopPackets }, readFrom: where };
  },
  judge: judgeUnmatchedDirect,
});
