/** Turns whatever a step threw into the code and sentence an operator sees. */
import { ApplicationFailure, TimeoutFailure } from '@temporalio/workflow';
import type { OperationFailure } from '../activities.ts';

/**
 * The innermost ApplicationFailure of the cause chain carries our error code as its type and, as its first detail,
 * the step it happened in. A chain without one is a timeout or a defect.
 */
export function describeFailure(error: unknown): OperationFailure {
  let found: OperationFailure = { code: 'WORKFLOW_FAILED', detail: String(error) };
  for (let e = error; e !== undefined && e !== null; e = (e as { cause?: unknown }).cause) {
    if (e instanceof ApplicationFailure) {
      const stepId = (e.details?.[0] as { stepId?: string } | undefined)?.stepId;
      found = { code: e.type ?? 'WORKFLOW_FAILED', detail: e.message, ...(stepId ? { stepId } : {}) };
    } else if (e instanceof TimeoutFailure) {
      found = { code: 'STEP_TIMEOUT', detail: `the step did not end in its time (${e.timeoutType})` };
    }
  }
  return found;
}
