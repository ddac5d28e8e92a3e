/**
 * Instantiates a network service from its plan: reserve → check hosts → VNFs beside SAPs and links → paths →
 * proof. One workflow per NsLcmOpOcc, workflow id `nslcm/<nsLcmOpOccId>`.
 */
import { executeChild, ParentClosePolicy } from '@temporalio/workflow';
import type { PlanOutline, PlanRef } from '../activities.ts';
import { nfvo, records, vim, vimCheck, vimRelease } from '../proxies.ts';
import { createSaga, type SagaStep, settleAll } from '../saga/saga.ts';
import { instantiateVnf } from '../vnf/instantiate-vnf.ts';
import { terminateVnf } from '../vnf/terminate-vnf.ts';
import { runOperation } from './operation-control.ts';

export interface InstantiateNsInput extends PlanRef {
  readonly onFailure: 'rollback' | 'hold';
}

export async function instantiateNs(input: InstantiateNsInput): Promise<void> {
  const ref: PlanRef = { planHash: input.planHash, nsLcmOpOccId: input.nsLcmOpOccId };
  const outline = await records.loadOutline(ref);
  const saga = createSaga();
  await runOperation({
    ref,
    saga,
    onFailure: input.onFailure,
    canRollBack: true,
    work: async () => {
      await saga.parallel([
        {
          name: 'reserve',
          run: () => nfvo.reserveAllocations(ref),
          undo: () => nfvo.releaseAllocations(ref),
          undoLast: true,
        },
      ]);
      await saga.parallel(
        outline.hostIds.map((hostId) => ({
          name: `checkHost:${hostId}`,
          run: () => vimCheck(hostId).checkHost(ref, hostId),
        })),
      );
      await settleAll([saga.parallel(vnfSteps(ref, outline)), connectSaps(ref, outline, saga)]);
      await saga.parallel(
        outline.paths.map((p) => ({
          name: `createPath:${p.pathId}`,
          run: () => vim(p.hostId).createPath(ref, p.pathId),
          undo: () => vimRelease(p.hostId).releasePath(ref, p.pathId),
        })),
      );
      await settleAll(outline.hostIds.map((hostId) => vimCheck(hostId).proveHost(ref, hostId)));
      await records.setNsState(ref, 'INSTANTIATED');
    },
    afterRollback: () => records.setNsState(ref, 'NOT_INSTANTIATED'),
  });
}

function vnfSteps(ref: PlanRef, outline: PlanOutline): SagaStep[] {
  return outline.vnfs.map((vnf) => ({
    name: `vnf:${vnf.vnfInstanceId}`,
    run: () =>
      executeChild(instantiateVnf, {
        workflowId: `vnflcm/${ref.nsLcmOpOccId}/${vnf.vnfInstanceId}/instantiate`,
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
        parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
        args: [{ ...ref, vnf }],
      }),
    undo: () =>
      executeChild(terminateVnf, {
        workflowId: `vnflcm/${ref.nsLcmOpOccId}/${vnf.vnfInstanceId}/terminate`,
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
        parentClosePolicy: ParentClosePolicy.ABANDON,
        args: [{ ...ref, vnf }],
      }),
  }));
}

/** SAP ports first: a link's flows name them. */
async function connectSaps(
  ref: PlanRef,
  outline: PlanOutline,
  saga: ReturnType<typeof createSaga>,
): Promise<void> {
  await saga.parallel(
    outline.saps.map((s) => ({
      name: `createSap:${s.sapId}`,
      run: () => vim(s.hostId).createSap(ref, s.sapId),
      undo: () => vimRelease(s.hostId).releaseSap(ref, s.sapId),
    })),
  );
  await saga.parallel(
    outline.virtualLinks.map((l) => ({
      name: `createVirtualLink:${l.vlId}`,
      run: () => vim(l.hostId).createVirtualLink(ref, l.vlId),
      undo: () => vimRelease(l.hostId).releaseVirtualLink(ref, l.vlId),
    })),
  );
}
