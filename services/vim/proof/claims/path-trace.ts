import { judgement, prover } from '../claim.ts';
import type { Expected } from '../expected.ts';
import type { TracedDirection } from '../path-reading.ts';

export interface ObservedTrace {
  readonly forward: TracedDirection;
  readonly reverse: TracedDirection;
}

/** Asked where it would send a matching packet, the switch names every hop in the planned order, both ways. */
export function judgePathTrace(_expected: Expected<'path-trace'>, observed: ObservedTrace) {
  const differs = (name: string, direction: TracedDirection) =>
    direction.planned.join(' ') !== direction.traced.join(' ') &&
    `${name}: the switch goes ${arrow(direction.traced)}, not ${arrow(direction.planned)}`;
  return judgement(differs('forward', observed.forward), differs('reverse', observed.reverse));
}

function arrow(ports: readonly string[]): string {
  return ports.length === 0 ? 'nowhere' : ports.join(' -> ');
}

export const pathTrace = prover({
  kind: 'path-trace',
  async read(evidence, claim) {
    const { where, ...observed } = await evidence.path(claim).trace();
    return { observed, readFrom: where };
  },
  judge: judgePathTrace,
});
