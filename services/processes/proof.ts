/** Proves a plan's claims host by host and puts the results together into one report. */
import { describeError, NetwrightError } from '#kernel/errors.ts';
import type { NsPlan } from '#nfvo/plan/model.ts';
import { planHostIds } from '#nfvo/plan/steps.ts';
import { vimErrors } from '#vim/errors.ts';
import type { HostConnection } from '#vim/host/connection.ts';
import type { OperationContext } from '#vim/model.ts';
import type { ClaimResult, ProofReport } from '#vim/proof/model.ts';
import { proveClaims, verdictOf } from '#vim/proof/prove.ts';

export type Connect = (hostId: string) => Promise<HostConnection>;

/** Reads the claims of one host back. A host that cannot be reached makes its claims `unreadable`, not an exception. */
export async function proveOnHost(
  plan: NsPlan,
  hostId: string,
  connect: Connect,
  context: OperationContext,
): Promise<ClaimResult[]> {
  const on = <T extends { readonly hostId: string }>(items: readonly T[]) =>
    items.filter((i) => i.hostId === hostId);
  const claims = on(plan.claims);
  let host: HostConnection;
  try {
    host = await connect(hostId);
  } catch (error) {
    const reason = `host ${hostId}: ${describeError(error)}`;
    return claims.map((c) => ({ ...c, observed: null, readFrom: '', verdict: 'unreadable', reason }));
  }
  return proveClaims(
    host,
    {
      claims,
      vnfcs: on(plan.vnfs.flatMap((v) => v.vnfcs)),
      paths: on(plan.paths),
      virtualLinks: on(plan.virtualLinks),
    },
    context,
  );
}

/** Proves the whole plan, hosts in parallel. */
export async function provePlan(
  plan: NsPlan,
  connect: Connect,
  context: OperationContext,
): Promise<ProofReport> {
  const started = Date.now();
  const results = (
    await Promise.all(planHostIds(plan).map((hostId) => proveOnHost(plan, hostId, connect, context)))
  ).flat();
  return reportOf(plan, results, started);
}

export function reportOf(plan: NsPlan, results: readonly ClaimResult[], startedAtMs: number): ProofReport {
  const order = new Map(plan.claims.map((c, i) => [c.claimId, i]));
  return {
    nsInstanceId: plan.nsInstanceId,
    planHash: plan.hash,
    provedAt: new Date().toISOString(),
    durationMs: Date.now() - startedAtMs,
    verdict: verdictOf(results),
    results: results.toSorted((a, b) => (order.get(a.claimId) ?? 0) - (order.get(b.claimId) ?? 0)),
  };
}

/** Throws VIM_CLAIM_BROKEN naming the first broken claim, where it stands, expected and observed. */
export function assertHolds(report: ProofReport): void {
  const broken = report.results.filter((r) => r.verdict !== 'holds');
  const [first] = broken;
  if (first === undefined) return;
  const { file, line, column } = first.descriptor;
  throw new NetwrightError(
    vimErrors.VIM_CLAIM_BROKEN,
    `${broken.length} of ${report.results.length} claims do not hold; first: ${first.subject}: ${first.statement} ` +
      `(${first.packageName}:${file}:${line}:${column}): expected ${JSON.stringify(first.expected)}, ` +
      `observed ${JSON.stringify(first.observed)}${first.reason === '' ? '' : `: ${first.reason}`}`,
    { facts: { claims: broken.map((r) => r.claimId) } },
  );
}
