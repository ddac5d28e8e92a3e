import { judgement, prover } from '../claim.ts';
import type { Expected } from '../expected.ts';
import type { ProbedDirection } from '../path-reading.ts';

export interface ObservedOrder {
  readonly forward: Pick<ProbedDirection, 'sent' | 'dscps' | 'hopPackets' | 'hopCounters'>;
  readonly reverse: Pick<ProbedDirection, 'sent' | 'dscps' | 'hopPackets' | 'hopCounters'>;
}

/**
 * The packets passed the VNFs in the planned order: each VNF appends its base-4 digit to the DSCP, so the value on
 * arrival names the VNFs in order; and the switch counted every packet at every hop.
 */
export function judgePathOrder(expected: Expected<'path-order'>, observed: ObservedOrder) {
  const judge = (
    name: string,
    dscp: number,
    { sent, dscps, hopPackets, hopCounters }: ObservedOrder['forward'],
  ) => {
    const strays = dscps.filter((value) => value !== dscp);
    return [
      dscps.length === 0 && `${name}: no packet arrived`,
      strays.length > 0 &&
        `${name}: packets arrived with DSCP ${strays.map(trail).join(', ')}, not ${trail(dscp)}`,
      ...hopPackets
        .map((packets, hop) => ({ packets, hop }))
        .filter(({ packets }) => packets < sent)
        .map(({ packets, hop }) => `${name}: hop ${hop + 1} gave back ${packets} of ${sent} packets`),
      ...hopCounters
        .map((packets, hop) => ({ packets, hop }))
        .filter(({ packets }) => packets < sent)
        .map(
          ({ packets, hop }) => `${name}: the switch counted ${packets} of ${sent} packets to hop ${hop + 1}`,
        ),
    ];
  };
  return judgement(
    ...judge('forward', expected.forwardDscp, observed.forward),
    ...judge('reverse', expected.reverseDscp, observed.reverse),
  );
}

/** `6 (marks 1,2)`: the base-4 digits are the marks of the VNFs, in the order passed. */
export function trail(dscp: number): string {
  const marks = dscp === 0 ? 'no marks' : `marks ${[...dscp.toString(4)].join(',')}`;
  return `${dscp} (${marks})`;
}

export const pathOrder = prover({
  kind: 'path-order',
  async read(evidence, claim) {
    const { forward, reverse, where } = await evidence.path(claim).probe();
    const pick = ({ sent, dscps, hopPackets, hopCounters }: ProbedDirection) => ({
      sent,
      dscps,
      hopPackets,
      hopCounters,
    });
    return { observed: { forward: pick(forward), reverse: pick(reverse) }, readFrom: where };
  },
  judge: judgePathOrder,
});
