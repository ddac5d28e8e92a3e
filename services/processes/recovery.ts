/**
 * Operations that were accepted but whose workflow was never started, because the process was killed in between.
 * Starting is idempotent by operation id, so at every start they are simply started again.
 */
import type { Database } from '#kernel/database.ts';
import type { Logger } from '#kernel/log.ts';
import { findUnstartedOperations, setOperationStarted } from '#nfvo/store/operations.ts';
import type { createOrchestration } from './orchestration.ts';

export async function startUnstartedOperations(
  db: Database,
  orchestration: ReturnType<typeof createOrchestration>,
  logger: Logger,
): Promise<void> {
  for (const operation of await findUnstartedOperations(db)) {
    const start = {
      nsLcmOpOccId: operation.id,
      nsInstanceId: operation.nsInstanceId,
      planHash: operation.planHash,
    };
    if (operation.operationType === 'INSTANTIATE') {
      await orchestration.startInstantiate({ ...start, onFailure: operation.onFailure });
    } else {
      await orchestration.startTerminate(start);
    }
    await setOperationStarted(db, operation.id);
    logger.info({ opOccId: operation.id, operation: operation.operationType }, 'started an operation accepted before');
  }
}
