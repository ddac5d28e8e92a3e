/** Starts and steers NS operations on Temporal. The workflow id is the occurrence's, so starting twice is starting once. */
import {
  type Client,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
} from '@temporalio/client';
import { NetwrightError } from '#kernel/errors.ts';
import { nfvoErrors } from '#nfvo/errors.ts';
import { instantiateNs } from '#workflows/ns/instantiate-ns.ts';
import { decideUpdate, type OperatorDecision } from '#workflows/ns/operation-control.ts';
import { terminateNs } from '#workflows/ns/terminate-ns.ts';
import { nfvoTaskQueue } from '#workflows/worker.ts';

export interface OperationStart {
  readonly nsLcmOpOccId: string;
  readonly nsInstanceId: string;
  readonly planHash: string;
}

const workflowIdOf = (nsLcmOpOccId: string) => `nslcm/${nsLcmOpOccId}`;

export function createOrchestration(client: Client) {
  const options = (start: OperationStart, operation: string) => ({
    taskQueue: nfvoTaskQueue,
    workflowId: workflowIdOf(start.nsLcmOpOccId),
    // An operation that is over must not run again because its start was repeated after a crash.
    workflowIdReusePolicy: 'REJECT_DUPLICATE' as const,
    staticSummary: `${operation} ${start.nsInstanceId}`,
  });
  const once = async (start: Promise<unknown>) => {
    try {
      await start;
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
  };
  const decide = async (nsLcmOpOccId: string, decision: OperatorDecision) => {
    try {
      await client.workflow
        .getHandle(workflowIdOf(nsLcmOpOccId))
        .executeUpdate(decideUpdate, { args: [decision] });
    } catch (error) {
      if (error instanceof WorkflowUpdateFailedError || error instanceof WorkflowNotFoundError) {
        const detail =
          error instanceof WorkflowUpdateFailedError ? (error.cause?.message ?? error.message) : 'it is over';
        throw new NetwrightError(
          nfvoErrors.NFVO_OPERATION_STATE,
          `cannot ${decision} ${nsLcmOpOccId}: ${detail}`,
          {
            cause: error,
          },
        );
      }
      throw error;
    }
  };

  return {
    startInstantiate: (start: OperationStart & { onFailure: 'rollback' | 'hold' }) =>
      once(
        client.workflow.start(instantiateNs, {
          ...options(start, 'instantiate'),
          args: [{ planHash: start.planHash, nsLcmOpOccId: start.nsLcmOpOccId, onFailure: start.onFailure }],
        }),
      ),
    startTerminate: (start: OperationStart) =>
      once(
        client.workflow.start(terminateNs, {
          ...options(start, 'terminate'),
          args: [{ planHash: start.planHash, nsLcmOpOccId: start.nsLcmOpOccId }],
        }),
      ),
    retry: (nsLcmOpOccId: string) => decide(nsLcmOpOccId, 'retry'),
    rollback: (nsLcmOpOccId: string) => decide(nsLcmOpOccId, 'rollback'),
    fail: (nsLcmOpOccId: string) => decide(nsLcmOpOccId, 'fail'),
  };
}
