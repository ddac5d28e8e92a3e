/** The ids and hosts of a plan, which is all a workflow needs and may carry. */
import type { NsPlan } from '#nfvo/plan/model.ts';
import { planHostIds } from '#nfvo/plan/steps.ts';
import type { PlanOutline } from '#workflows/activities.ts';

export function planOutline(plan: NsPlan): PlanOutline {
  return {
    planHash: plan.hash,
    nsInstanceId: plan.nsInstanceId,
    vnfs: plan.vnfs.map(({ vnfInstanceId, vnfProfileId, vnfcs }) => ({
      vnfInstanceId,
      vnfProfileId,
      vnfcs: vnfcs.map(({ vnfcId, hostId }) => ({ vnfcId, hostId })),
    })),
    saps: plan.saps.map(({ sapId, hostId }) => ({ sapId, hostId })),
    virtualLinks: plan.virtualLinks.map(({ vlId, hostId }) => ({ vlId, hostId })),
    paths: plan.paths.map(({ pathId, hostId }) => ({ pathId, hostId })),
    hostIds: planHostIds(plan),
  };
}
