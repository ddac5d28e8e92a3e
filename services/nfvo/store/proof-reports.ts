/** Proof reports, newest last; the report itself is the VIM's document and kept as it came. */
import type { Queryable } from '#kernel/database.ts';

/** What the NFVO reads of a report; the rest is passed on. */
export interface StoredProof {
  readonly nsInstanceId: string;
  readonly planHash: string;
  /** RFC 3339. */
  readonly provedAt: string;
  readonly verdict: 'holds' | 'broken';
}

export async function saveProof<Report extends StoredProof>(db: Queryable, report: Report): Promise<void> {
  await db.query(
    `INSERT INTO proof_report (ns_instance_id, plan_hash, proved_at, verdict, report) VALUES ($1, $2, $3, $4, $5)`,
    [report.nsInstanceId, report.planHash, report.provedAt, report.verdict, JSON.stringify(report)],
  );
}

/** The newest report of the NS, or undefined. */
export async function findLatestProof(db: Queryable, nsInstanceId: string): Promise<unknown> {
  const [row] = await db.query<{ report: unknown }>(
    'SELECT report FROM proof_report WHERE ns_instance_id = $1 ORDER BY id DESC LIMIT 1',
    [nsInstanceId],
  );
  return row?.report;
}
