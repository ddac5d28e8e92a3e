/** NsLcmOpOcc (SOL005 clause 6.5.2.3) and Netwright's steps beside it. Task links stand only while the task is allowed. */

import type { OperationStep } from '../../store/operation-steps.ts';
import type { Operation } from '../../store/operations.ts';
import type { NsLcmOpOcc } from '../schemas/network-services.ts';

export function toNsLcmOpOcc(row: Operation): NsLcmOpOcc {
  const self = operationPath(row.id);
  const own = `/netwright/v1/ns_lcm_op_occs/${row.id}`;
  const held = row.state === 'FAILED_TEMP';
  return {
    id: row.id,
    operationState: row.state,
    statusEnteredTime: row.statusEnteredTime.toISOString(),
    nsInstanceId: row.nsInstanceId,
    lcmOperationType: row.operationType,
    startTime: row.startTime.toISOString(),
    isAutomaticInvocation: false,
    operationParams: row.operationParams as Record<string, unknown>,
    isCancelPending: false,
    ...(row.error === null ? {} : { error: row.error }),
    planHash: row.planHash,
    _links: {
      self: { href: self },
      nsInstance: { href: `/nslcm/v1/ns_instances/${row.nsInstanceId}` },
      steps: { href: `${own}/steps` },
      events: { href: `${own}/events` },
      ...(held ? { retry: { href: `${self}/retry` }, fail: { href: `${self}/fail` } } : {}),
      // A release has nothing to go back to.
      ...(held && row.operationType !== 'TERMINATE' ? { rollback: { href: `${self}/rollback` } } : {}),
    },
  };
}

export function operationPath(id: string): string {
  return `/nslcm/v1/ns_lcm_op_occs/${id}`;
}

export function toStepBody(step: OperationStep) {
  return {
    ...step,
    startedAt: step.startedAt?.toISOString() ?? null,
    finishedAt: step.finishedAt?.toISOString() ?? null,
  };
}
