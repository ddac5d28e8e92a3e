/** Plans are immutable and named by their hash, so each is read from the store once. */
import type { Queryable } from '#kernel/database.ts';
import type { NsPlan } from '#nfvo/plan/model.ts';
import { loadPlan } from '#nfvo/store/plans.ts';

const kept = 64;

export function createPlanCache(db: Queryable): (planHash: string) => Promise<NsPlan> {
  const plans = new Map<string, NsPlan>();
  return async (planHash) => {
    const plan = plans.get(planHash) ?? (await loadPlan(db, planHash));
    plans.delete(planHash);
    plans.set(planHash, plan);
    const [oldest] = plans.keys();
    if (plans.size > kept && oldest !== undefined) plans.delete(oldest);
    return plan;
  };
}
