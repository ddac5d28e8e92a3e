/** Creates the VNFCs of one VNF in parallel. It undoes nothing itself: its parent registered `terminateVnf` first. */
import type { PlanOutline, PlanRef } from '../activities.ts';
import { records, vim } from '../proxies.ts';
import { settleAll } from '../saga/saga.ts';

export interface VnfOperationInput extends PlanRef {
  readonly vnf: PlanOutline['vnfs'][number];
}

export async function instantiateVnf(input: VnfOperationInput): Promise<void> {
  const ref: PlanRef = { planHash: input.planHash, nsLcmOpOccId: input.nsLcmOpOccId };
  // All are awaited before a failure is passed on: the parent must not release while a create is under way.
  await settleAll(input.vnf.vnfcs.map((c) => vim(c.hostId).createVnfc(ref, c.vnfcId)));
  await records.setVnfState(ref, input.vnf.vnfInstanceId, 'INSTANTIATED');
}
