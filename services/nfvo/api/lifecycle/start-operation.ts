/** From "accepted in the database" to "accepted by the workflow engine", as often as it takes. */
import type { Database } from '#kernel/database.ts';
import type { Logger } from '#kernel/log.ts';
import { findUnstartedOperations, type Operation, setOperationStarted } from '../../store/operations.ts';
import type { OrchestrationPort } from '../ports.ts';

export interface StartContext {
  readonly db: Database;
  readonly logger: Logger;
  readonly ports: { readonly orchestration: OrchestrationPort };
}

/**
 * The operation is durable already, so a workflow engine that is away only delays it: the caller still gets its
 * 202, and `restartUnstartedOperations` tries again.
 */
export async function startOperation(context: StartContext, operation: Operation): Promise<void> {
  const start = {
    nsLcmOpOccId: operation.id,
    nsInstanceId: operation.nsInstanceId,
    planHash: operation.planHash,
  };
  const { orchestration } = context.ports;
  try {
    if (operation.operationType === 'TERMINATE') await orchestration.startTerminate(start);
    else await orchestration.startInstantiate({ ...start, onFailure: operation.onFailure });
    await setOperationStarted(context.db, operation.id);
  } catch (error) {
    context.logger.warn(
      { err: error, opOccId: operation.id },
      'operation not started yet; will be tried again',
    );
  }
}

/** For boot and for every few seconds after it. Starting one that runs already changes nothing. */
export async function restartUnstartedOperations(context: StartContext): Promise<number> {
  const unstarted = await findUnstartedOperations(context.db);
  for (const operation of unstarted) await startOperation(context, operation);
  return unstarted.length;
}
