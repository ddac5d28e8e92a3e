/** The steps of an operation: known before it starts, so that progress is k of n. */
import type { Database, Queryable } from '#kernel/database.ts';
import type { PlanStep } from '../plan/model.ts';
import { appendOperationEvent, wakeSubscribers } from './operation-events.ts';

/** COMPENSATED: what the step had created is released again. SKIPPED: the operation ended without it. */
export type StepState =
  | 'PENDING'
  | 'RUNNING'
  | 'DONE'
  | 'FAILED'
  | 'COMPENSATING'
  | 'COMPENSATED'
  | 'SKIPPED';

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
  return db.query<OperationStep>(
    `SELECT ${COLUMNS} FROM operation_step WHERE op_occ_id = $1 ORDER BY step_index`,
    [opOccId],
  );
}

/**
 * A new attempt begins; its first start time stays. In a rollback `releaseX:id` is shown at its twin `createX:id`,
 * `release` at `reserve`; a step nobody announced is added at the end, because a journal must never stop the work it tells of.
 */
export async function stepStarted(db: Database, opOccId: string, stepId: string): Promise<void> {
  await changeStep(db, opOccId, stepId, (twin) =>
    twin
      ? { set: "state = 'COMPENSATING', message = '', finished_at = NULL" }
      : {
          set: `state = 'RUNNING', attempt = attempt + 1, message = '', finished_at = NULL,
                started_at = coalesce(started_at, now())`,
        },
  );
}

/** A short present-tense message; a repeated one is no event. */
export async function stepMessage(
  db: Database,
  opOccId: string,
  stepId: string,
  message: string,
): Promise<void> {
  await changeStep(db, opOccId, stepId, () => ({
    set: 'message = $3',
    values: [message],
    onlyIf: 'message <> $3',
  }));
}

/** DONE of a release in a rollback is COMPENSATED of what it releases. */
export async function stepFinished(
  db: Database,
  opOccId: string,
  stepId: string,
  state: 'DONE' | 'FAILED',
  message = '',
): Promise<void> {
  await changeStep(db, opOccId, stepId, (twin) => ({
    set: 'state = $4, finished_at = now(), message = $3',
    values: [message, twin && state === 'DONE' ? 'COMPENSATED' : state],
  }));
}

/** For the end of an operation: what never began never will. The event of the final state tells it. */
export async function skipPendingSteps(tx: Queryable, opOccId: string): Promise<void> {
  await tx.query("UPDATE operation_step SET state = 'SKIPPED' WHERE op_occ_id = $1 AND state = 'PENDING'", [
    opOccId,
  ]);
}

interface StepChange {
  /** Constant text; values come in as $3 and following. */
  readonly set: string;
  readonly values?: readonly string[];
  readonly onlyIf?: string;
}

async function changeStep(
  db: Database,
  opOccId: string,
  stepId: string,
  change: (asCompensation: boolean) => StepChange,
): Promise<void> {
  const changed = await db.transaction(async (tx) => {
    const target = await findStepId(tx, opOccId, stepId);
    const { set, values = [], onlyIf = 'true' } = change(target !== stepId);
    const [step] = await tx.query<OperationStep>(
      `UPDATE operation_step SET ${set} WHERE op_occ_id = $1 AND step_id = $2 AND ${onlyIf} RETURNING ${COLUMNS}`,
      [opOccId, target, ...values],
    );
    if (step !== undefined) await appendOperationEvent(tx, opOccId, 'step', step);
    return step !== undefined;
  });
  if (changed) wakeSubscribers(opOccId);
}

/** The step itself, or its `create…` twin, or a new one at the end. */
async function findStepId(tx: Queryable, opOccId: string, stepId: string): Promise<string> {
  const twinId = stepId === 'release' ? 'reserve' : stepId.replace(/^release/, 'create');
  const known = await tx.query<{ id: string }>(
    'SELECT step_id AS id FROM operation_step WHERE op_occ_id = $1 AND step_id IN ($2, $3)',
    [opOccId, stepId, twinId],
  );
  if (known.some((step) => step.id === stepId)) return stepId;
  if (known.length > 0) return twinId;
  await tx.query(
    `INSERT INTO operation_step (op_occ_id, step_index, step_id, title, state)
     SELECT $1, coalesce(max(step_index) + 1, 0), $2, $2, 'PENDING' FROM operation_step WHERE op_occ_id = $1
     ON CONFLICT (op_occ_id, step_id) DO NOTHING`,
    [opOccId, stepId],
  );
  return stepId;
}
