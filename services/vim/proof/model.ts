/** What a proof is: each claim of the plan with what was really read back, where, and the verdict. */
export interface ClaimInput {
  readonly claimId: string;
  readonly kind: string;
  readonly vnfcId?: string;
  readonly portId?: string;
  readonly pathId?: string;
  readonly subject: string;
  readonly packageName: string;
  readonly descriptor: { readonly file: string; readonly line: number; readonly column: number };
  readonly statement: string;
  readonly expected: unknown;
}

export interface ClaimResult extends ClaimInput {
  readonly observed: unknown;
  /** Where it was read: `/proc/4711/task/4713/status`, `ip link show ens2`, `OVSDB Interface vhu…`. */
  readonly readFrom: string;
  readonly verdict: 'holds' | 'broken' | 'unreadable';
  /** Why it is broken or could not be read; empty where it holds. */
  readonly reason: string;
}

export interface ProofReport {
  readonly nsInstanceId: string;
  readonly planHash: string;
  readonly provedAt: string;
  readonly durationMs: number;
  readonly verdict: 'holds' | 'broken';
  readonly results: readonly ClaimResult[];
}
