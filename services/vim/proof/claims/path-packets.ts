import { judgement, prover } from '../claim.ts';
import type { Expected } from '../expected.ts';
import type { ProbedDirection } from '../path-reading.ts';

type Counts = Pick<ProbedDirection, 'sent' | 'received' | 'duplicates' | 'altered' | 'misdirected'>;

export interface ObservedPackets {
  readonly forward: Counts;
  readonly reverse: Counts;
}

/** Real packets go through the whole path both ways: none lost, doubled or sent elsewhere, none changed. */
export function judgePathPackets(expected: Expected<'path-packets'>, observed: ObservedPackets) {
  return judgement(
    ...(['forward', 'reverse'] as const).flatMap((name) => {
      const { sent, received, duplicates, altered, misdirected } = observed[name];
      return [
        sent < expected.count && `${name}: only ${sent} of ${expected.count} probes could be sent`,
        received !== sent && `${name}: ${received} of ${sent} packets arrived`,
        duplicates > 0 && `${name}: ${duplicates} packets arrived once more`,
        altered > 0 && `${name}: ${altered} packets arrived with another payload or MAC`,
        misdirected > 0 && `${name}: ${misdirected} packets would have left by another port than the SAP`,
      ];
    }),
  );
}

export const pathPackets = prover({
  kind: 'path-packets',
  async read(evidence, claim) {
    const { forward, reverse, where } = await evidence.path(claim).probe();
    return { observed: { forward: countsOf(forward), reverse: countsOf(reverse) }, readFrom: where };
  },
  judge: judgePathPackets,
});

function countsOf({ sent, received, duplicates, altered, misdirected }: ProbedDirection): Counts {
  return { sent, received, duplicates, altered, misdirected };
}
