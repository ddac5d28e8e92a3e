/** Plans by their hash: written once, never changed. */
import type { Queryable } from '#kernel/database.ts';
import { NetwrightError } from '#kernel/errors.ts';
import { nfvoErrors } from '../errors.ts';
import type { NsPlan } from '../plan/model.ts';

/** Idempotent: the same hash is the same plan. */
export async function savePlan(db: Queryable, plan: NsPlan): Promise<void> {
  await db.query(
    'INSERT INTO ns_plan (hash, ns_instance_id, plan) VALUES ($1, $2, $3) ON CONFLICT (hash) DO NOTHING',
    [plan.hash, plan.nsInstanceId, JSON.stringify(plan)],
  );
}

/** Throws NFVO_PLAN_NOT_FOUND. */
export async function loadPlan(db: Queryable, hash: string): Promise<NsPlan> {
  const [row] = await db.query<{ plan: NsPlan }>('SELECT plan FROM ns_plan WHERE hash = $1', [hash]);
  if (row === undefined)
    throw new NetwrightError(nfvoErrors.NFVO_PLAN_NOT_FOUND, `No plan has hash ${hash}.`);
  return row.plan;
}

/** Plans that are carried out or about to be: those of instantiated NSs and of operations that are not over. */
export async function listLivePlans(db: Queryable): Promise<NsPlan[]> {
  const rows = await db.query<{ plan: NsPlan }>(
    'SELECT p.plan FROM ns_plan p JOIN ns_instance n ON n.plan_hash = p.hash ORDER BY p.created_at',
  );
  return rows.map((row) => row.plan);
}
