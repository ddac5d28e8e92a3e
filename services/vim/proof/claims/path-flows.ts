import { judgement, prover } from '../claim.ts';
import type { Expected } from '../expected.ts';

export interface ObservedFlows {
  readonly missing: readonly string[];
  readonly foreign: readonly string[];
}

/** The switch holds every flow of the path and no other flow bears its cookie. */
export function judgePathFlows(_expected: Expected<'path-flows'>, observed: ObservedFlows) {
  return judgement(
    ...observed.missing.map((flow) => `missing: ${flow}`),
    ...observed.foreign.map((flow) => `foreign: ${flow}`),
  );
}

export const pathFlows = prover({
  kind: 'path-flows',
  async read(evidence, claim) {
    const { where, ...observed } = await evidence.path(claim).flows();
    return { observed, readFrom: where };
  },
  judge: judgePathFlows,
});
