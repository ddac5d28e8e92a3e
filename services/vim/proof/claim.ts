/** What every kind of claim is made of: read what is there, then judge it with a pure function. */
import { describeError } from '#kernel/errors.ts';
import type { Evidence } from './evidence.ts';
import { type ClaimKind, type Expected, expectedShapes } from './expected.ts';
import type { ClaimInput, ClaimResult } from './model.ts';

export interface Judgement {
  readonly verdict: 'holds' | 'broken';
  /** Empty where it holds. */
  readonly reason: string;
}

/** Holds where nothing speaks against it; otherwise every objection is named, in the order given. */
export function judgement(...objections: readonly (string | false | null)[]): Judgement {
  const reasons = objections.filter((objection) => typeof objection === 'string');
  return { verdict: reasons.length === 0 ? 'holds' : 'broken', reason: reasons.join('; ') };
}

export interface Observation<O> {
  readonly observed: O;
  readonly readFrom: string;
}

/** One kind of claim. `read` throws where nothing can be read; `judge` never does I/O. */
export interface ClaimProver<K extends ClaimKind, O> {
  readonly kind: K;
  read(evidence: Evidence, claim: ClaimInput, expected: Expected<K>): Promise<Observation<O>>;
  judge(expected: Expected<K>, observed: O): Judgement;
}

/** A prover of any kind, its types checked at run time. */
export interface AnyProver {
  readonly kind: ClaimKind;
  prove(evidence: Evidence, claim: ClaimInput): Promise<ClaimResult>;
}

/** Ties reading and judging together; whatever goes wrong becomes an `unreadable` result with its reason. */
export function prover<K extends ClaimKind, O>(definition: ClaimProver<K, O>): AnyProver {
  return {
    kind: definition.kind,
    async prove(evidence, claim) {
      const shape = expectedShapes[definition.kind].safeParse(claim.expected);
      if (!shape.success) {
        const problems = shape.error.issues
          .map((issue) => `${issue.path.join('.')}: ${issue.message}`)
          .join('; ');
        return unreadable(
          claim,
          `the claim's expectation is not one of kind ${definition.kind} (${problems})`,
        );
      }
      const expected = shape.data as Expected<K>;
      try {
        const { observed, readFrom } = await definition.read(evidence, claim, expected);
        return { ...claim, observed, readFrom, ...definition.judge(expected, observed) };
      } catch (error) {
        return unreadable(claim, describeError(error));
      }
    },
  };
}

export function unreadable(claim: ClaimInput, reason: string): ClaimResult {
  return { ...claim, observed: null, readFrom: '', verdict: 'unreadable', reason };
}
