/** The steps of an operation: known before it starts, so that progress is k of n. */
import type { Database, Queryable } from '#kernel/database.ts';
import { NetwrightError } from '#kernel/errors.ts';
import { nfvoErrors } from '../errors.ts';
import type { PlanStep } from '../plan/model.ts';
import { appendOperationEvent, wakeSubscribers } from './operation-events.ts';

/** COMPENSATED: what the step had created is released again. SKIPPED: the operation ended without it. */
export type StepState = 'PENDING' | 'RUNNING' | 'DONE' | 'FAILED' | 'COMPENSATED' | 'SKIPPED';

export interface OperationStep {
  readonly index: number;
  readonly stepId: string;
  readonly title: string;
  readonly hostId: string | null;
  readonly vnfProfileId: string | null;
  readonly state: StepState;
  /** How often it was begun. */
  readonly attempt: number;
  readonly message: string;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

const COLUMNS = `step_index AS "index", step_id AS "stepId", title, host_id AS "hostId",
  vnf_profile_id AS "vnfProfileId", state, attempt, message, started_at AS "startedAt",
  finished_at AS "finishedAt"`;

export async function createSteps(tx: Queryable, opOccId: string, steps: readonly PlanStep[]): Promise<void> {
  for (const [index, step] of steps.entries()) {
    await tx.query(
      `INSERT INTO operation_step (op_occ_id, step_index, step_id, title, host_id, vnf_profile_id, state)
       VALUES ($1, $2, $3, $4, $5, $6, 'PENDING')`,
      [opOccId, index, step.stepId, step.title, step.hostId, step.vnfProfileId],
    );
  }
}

export async function listSteps(db: Queryable, opOccId: string): Promise<OperationStep[]> {
  return db.query<OperationStep>(`SELECT ${COLUMNS} FROM operation_step WHERE op_occ_id = $1 ORDER BY step_index`, [
    opOccId,
  ]);
}

/** A new attempt begins; its first start time stays. */
export async function stepStarted(db: Database, opOccId: string, stepId: string): Promise<void> {
  await changeStep(
    db,
    opOccId,
    stepId,
    `state = 'RUNNING', attempt = attempt + 1, message = '', finished_at = NULL,
     started_at = coalesce(started_at, now())`,
  );
}

/** A short present-tense message; a repeated one is no event. */
export async function stepMessage(db: Database, opOccId: string, stepId: string, message: string): Promise<void> {
  const [row] = await db.query<{ message: string }>(
    'SELECT message FROM operation_step WHERE op_occ_id = $1 AND step_id = $2',
    [opOccId, stepId],
  );
  if (row?.message === message) return;
  await changeStep(db, opOccId, stepId, 'message = $3', message);
}

export async function stepFinished(
  db: Database,
  opOccId: string,
  stepId: string,
  state: 'DONE' | 'FAILED' | 'COMPENSATED',
  message = '',
): Promise<void> {
  const change = 'finished_at = now(), message = $3';
  await changeStep(db, opOccId, stepId, `state = '${state}', ${change}`, message);
}

/** For the end of an operation: what never began never will. The event of the final state tells it. */
export async function skipPendingSteps(tx: Queryable, opOccId: string): Promise<void> {
  await tx.query("UPDATE operation_step SET state = 'SKIPPED' WHERE op_occ_id = $1 AND state = 'PENDING'", [opOccId]);
}

async function changeStep(
  db: Database,
  opOccId: string,
  stepId: string,
  assignments: string,
  ...more: string[]
): Promise<void> {
  await db.transaction(async (tx) => {
    const [step] = await tx.query<OperationStep>(
      `UPDATE operation_step SET ${assignments} WHERE op_occ_id = $1 AND step_id = $2 RETURNING ${COLUMNS}`,
      [opOccId, stepId, ...more],
    );
    if (step === undefined) {
      throw new NetwrightError(nfvoErrors.NFVO_STEP_UNKNOWN, `Operation ${opOccId} has no step ${stepId}.`);
    }
    await appendOperationEvent(tx, opOccId, 'step', step);
  });
  wakeSubscribers(opOccId);
}
