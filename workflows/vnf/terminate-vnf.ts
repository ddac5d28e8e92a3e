/** Releases the VNFCs of one VNF; terminate, rollback and scale-in are this one code. */
import type { PlanRef } from '../activities.ts';
import { records, vimRelease } from '../proxies.ts';
import { settleAll } from '../saga/saga.ts';
import type { VnfOperationInput } from './instantiate-vnf.ts';

export async function terminateVnf(input: VnfOperationInput): Promise<void> {
  const ref: PlanRef = { planHash: input.planHash, nsLcmOpOccId: input.nsLcmOpOccId };
  await settleAll(input.vnf.vnfcs.map((c) => vimRelease(c.hostId).releaseVnfc(ref, c.vnfcId)));
  await records.setVnfState(ref, input.vnf.vnfInstanceId, 'NOT_INSTANTIATED');
}
