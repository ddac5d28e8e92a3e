/** Reads every claim back from one host and judges it. Reads only: a proof changes nothing but packet counters. */
import type { HostConnection } from '../host/connection.ts';
import type { OperationContext } from '../model.ts';
import { unreadable } from './claim.ts';
import { provers } from './claims/index.ts';
import { gatherEvidence, type ProofInput } from './evidence.ts';
import { isClaimKind } from './expected.ts';
import type { ClaimResult, ProofReport } from './model.ts';

const HEARTBEAT_MS = 500;

/**
 * One result per claim, in the order given. A claim that is not so is `broken`; one that cannot be read is
 * `unreadable`, with the reason, and counts as broken. Rejects only where `ctx.signal` is aborted.
 */
export async function proveClaims(
  host: HostConnection,
  input: ProofInput,
  ctx: OperationContext,
): Promise<ClaimResult[]> {
  const evidence = gatherEvidence(host, input, ctx);
  let done = 0;
  const report = () => ctx.progress(`proving: ${done} of ${input.claims.length} claims read`);
  const heartbeat = setInterval(report, HEARTBEAT_MS);
  try {
    const results = await Promise.all(
      input.claims.map(async (claim) => {
        const result = isClaimKind(claim.kind)
          ? await provers[claim.kind].prove(evidence, claim)
          : unreadable(claim, `no such kind of claim: ${claim.kind}`);
        done += 1;
        return result;
      }),
    );
    ctx.signal.throwIfAborted();
    report();
    return results;
  } finally {
    clearInterval(heartbeat);
  }
}

/** `holds` only where every claim holds; nothing claimed holds. */
export function verdictOf(results: readonly ClaimResult[]): ProofReport['verdict'] {
  return results.every((result) => result.verdict === 'holds') ? 'holds' : 'broken';
}
