import { judgement, prover } from '../claim.ts';
import type { Expected } from '../expected.ts';
import type { ProbedDirection } from '../path-reading.ts';

export interface ObservedPackets {
  readonly forward: Pick<ProbedDirection, 'sent' | 'received' | 'altered'>;
  readonly reverse: Pick<ProbedDirection, 'sent' | 'received' | 'altered'>;
}

/** Real packets go through the whole path both ways: none lost, none with another payload or MAC. */
export function judgePathPackets(expected: Expected<'path-packets'>, observed: ObservedPackets) {
  return judgement(
    ...(['forward', 'reverse'] as const).flatMap((name) => {
      const { sent, received, altered } = observed[name];
      return [
        sent < expected.count && `${name}: only ${sent} of ${expected.count} probes could be sent`,
        received !== sent && `${name}: ${received} of ${sent} packets arrived`,
        altered > 0 && `${name}: ${altered} packets arrived with another payload or MAC`,
      ];
    }),
  );
}

export const pathPackets = prover({
  kind: 'path-packets',
  async read(evidence, claim, expected) {
    const { forward, reverse, where } = await evidence.path(claim).probe(expected.count);
    const pick = ({ sent, received, altered }: ProbedDirection) => ({ sent, received, altered });
    return { observed: { forward: pick(forward), reverse: pick(reverse) }, readFrom: where };
  },
  judge: judgePathPackets,
});
