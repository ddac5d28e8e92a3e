/** Takes a network service down with the same release code a rollback uses, in reverse order of instantiation. */
import { executeChild, ParentClosePolicy } from '@temporalio/workflow';
import type { PlanRef } from '../activities.ts';
import { nfvo, records, vimRelease } from '../proxies.ts';
import { createSaga, settleAll } from '../saga/saga.ts';
import { terminateVnf } from '../vnf/terminate-vnf.ts';
import { runOperation } from './operation-control.ts';

export async function terminateNs(ref: PlanRef): Promise<void> {
  const outline = await records.loadOutline(ref);
  await runOperation({
    ref,
    saga: createSaga(),
    onFailure: 'hold',
    canRollBack: false,
    work: async () => {
      await settleAll(outline.paths.map((p) => vimRelease(p.hostId).releasePath(ref, p.pathId)));
      await settleAll(outline.virtualLinks.map((l) => vimRelease(l.hostId).releaseVirtualLink(ref, l.vlId)));
      await settleAll([
        ...outline.saps.map((s) => vimRelease(s.hostId).releaseSap(ref, s.sapId)),
        ...outline.vnfs.map((vnf) =>
          executeChild(terminateVnf, {
            workflowId: `vnflcm/${ref.nsLcmOpOccId}/${vnf.vnfInstanceId}/terminate`,
            workflowIdReusePolicy: 'ALLOW_DUPLICATE',
            parentClosePolicy: ParentClosePolicy.ABANDON,
            args: [{ planHash: ref.planHash, nsLcmOpOccId: ref.nsLcmOpOccId, vnf }],
          }),
        ),
      ]);
      await nfvo.releaseAllocations(ref);
      await records.setNsState(ref, 'NOT_INSTANTIATED');
    },
  });
}
