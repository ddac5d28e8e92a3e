/** NS LCM operation occurrences (SOL005 clause 6.5.2.3). A state, its steps and its event change together. */
import type { Database, Queryable } from '#kernel/database.ts';
import { type ErrorDefinition, NetwrightError } from '#kernel/errors.ts';
import type { ProblemDetails } from '#kernel/problem-details.ts';
import { nfvoErrors } from '../errors.ts';
import type { PlanStep } from '../plan/model.ts';
import { appendOperationEvent, wakeSubscribers } from './operation-events.ts';
import { isFinal, mayFollow, type NsOperationState } from './operation-states.ts';
import { createSteps, skipPendingSteps } from './operation-steps.ts';
import { isUniqueViolation } from './sql-errors.ts';

export type OperationType = 'INSTANTIATE' | 'TERMINATE';
export type OnFailure = 'rollback' | 'hold';

export interface Operation {
  readonly id: string;
  readonly nsInstanceId: string;
  readonly operationType: OperationType;
  readonly state: NsOperationState;
  readonly statusEnteredTime: Date;
  readonly startTime: Date;
  readonly operationParams: unknown;
  readonly planHash: string;
  readonly onFailure: OnFailure;
  /** False until the workflow engine has accepted the operation. */
  readonly started: boolean;
  readonly error: ProblemDetails | null;
}

export type NewOperation = Pick<
  Operation,
  'id' | 'nsInstanceId' | 'operationType' | 'operationParams' | 'planHash' | 'onFailure'
>;

/** Why an operation is where it is. `definition` fills title, status and remedy; without it they are general. */
export interface OperationFailure {
  readonly code: string;
  readonly detail: string;
  readonly stepId?: string | undefined;
  readonly definition?: ErrorDefinition | undefined;
}

const COLUMNS = `id, ns_instance_id AS "nsInstanceId", operation_type AS "operationType", state,
  status_entered_time AS "statusEnteredTime", start_time AS "startTime", operation_params AS "operationParams",
  plan_hash AS "planHash", on_failure AS "onFailure", started, error`;

/** In the transaction that also changes the NS instance. Throws NFVO_OPERATION_RUNNING where one is not over. */
export async function createOperation(
  tx: Queryable,
  operation: NewOperation,
  steps: readonly PlanStep[],
): Promise<Operation> {
  try {
    await tx.query(
      `INSERT INTO ns_lcm_op_occ (id, ns_instance_id, operation_type, state, status_entered_time, start_time,
         operation_params, plan_hash, on_failure) VALUES ($1, $2, $3, 'PROCESSING', now(), now(), $4, $5, $6)`,
      [
        operation.id,
        operation.nsInstanceId,
        operation.operationType,
        JSON.stringify(operation.operationParams),
        operation.planHash,
        operation.onFailure,
      ],
    );
  } catch (error) {
    if (isUniqueViolation(error, 'ns_lcm_op_occ_one_active')) throw operationRunning(operation.nsInstanceId);
    throw error;
  }
  await createSteps(tx, operation.id, steps);
  await appendOperationEvent(tx, operation.id, 'state', { operationState: 'PROCESSING' });
  return loadOperation(tx, operation.id);
}

function operationRunning(nsInstanceId: string): NetwrightError {
  return new NetwrightError(
    nfvoErrors.NFVO_OPERATION_RUNNING,
    `An operation of NS instance ${nsInstanceId} is not over yet.`,
  );
}

/** Throws NFVO_OPERATION_RUNNING; the unique index decides again at `createOperation`. */
export async function assertNoOperation(db: Queryable, nsInstanceId: string): Promise<void> {
  if ((await findActiveOperation(db, nsInstanceId)) !== undefined) throw operationRunning(nsInstanceId);
}

export async function findActiveOperation(
  db: Queryable,
  nsInstanceId: string,
): Promise<Operation | undefined> {
  const [row] = await db.query<Operation>(
    `SELECT ${COLUMNS} FROM ns_lcm_op_occ
     WHERE ns_instance_id = $1 AND state IN ('PROCESSING', 'FAILED_TEMP', 'ROLLING_BACK')`,
    [nsInstanceId],
  );
  return row;
}

export async function listOperations(db: Queryable): Promise<Operation[]> {
  return db.query<Operation>(`SELECT ${COLUMNS} FROM ns_lcm_op_occ ORDER BY start_time, id`);
}

/** Throws NFVO_OPERATION_NOT_FOUND. */
export async function loadOperation(db: Queryable, id: string): Promise<Operation> {
  const [row] = await db.query<Operation>(`SELECT ${COLUMNS} FROM ns_lcm_op_occ WHERE id = $1`, [id]);
  if (row === undefined) {
    throw new NetwrightError(nfvoErrors.NFVO_OPERATION_NOT_FOUND, `No operation occurrence has id ${id}.`);
  }
  return row;
}

/** Grows with every instantiation of the NS; hosts drop commands of an older one. */
export async function nextGeneration(db: Queryable, nsInstanceId: string): Promise<number> {
  const [row] = await db.query<{ count: number | string }>(
    "SELECT count(*) AS count FROM ns_lcm_op_occ WHERE ns_instance_id = $1 AND operation_type = 'INSTANTIATE'",
    [nsInstanceId],
  );
  return Number(row?.count ?? 0) + 1;
}

/** Accepted in the database, but not known to be accepted by the workflow engine: to be started again at boot. */
export async function findUnstartedOperations(db: Queryable): Promise<Operation[]> {
  return db.query<Operation>(
    `SELECT ${COLUMNS} FROM ns_lcm_op_occ WHERE NOT started AND state = 'PROCESSING' ORDER BY start_time`,
  );
}

export async function setOperationStarted(db: Queryable, id: string): Promise<void> {
  await db.query('UPDATE ns_lcm_op_occ SET started = true WHERE id = $1', [id]);
}

/**
 * Moves the occurrence on. Asking for the state it is in changes nothing, so an activity may come twice; a
 * transition the table does not know throws NFVO_OPERATION_STATE. `failure` replaces the error; reaching PROCESSING
 * or COMPLETED clears it.
 */
export async function setOperationState(
  db: Database,
  id: string,
  state: NsOperationState,
  failure?: OperationFailure,
): Promise<void> {
  await db.transaction(async (tx) => {
    const [current] = await tx.query<Operation>(
      `SELECT ${COLUMNS} FROM ns_lcm_op_occ WHERE id = $1 FOR UPDATE`,
      [id],
    );
    if (current === undefined) {
      throw new NetwrightError(nfvoErrors.NFVO_OPERATION_NOT_FOUND, `No operation occurrence has id ${id}.`);
    }
    if (current.state === state) return;
    if (!mayFollow(current.state, state)) {
      throw new NetwrightError(
        nfvoErrors.NFVO_OPERATION_STATE,
        `An operation in ${current.state} cannot become ${state}.`,
      );
    }
    const cleared = state === 'PROCESSING' || state === 'COMPLETED';
    const error = failure === undefined ? (cleared ? null : current.error) : toProblem(id, failure);
    await tx.query(
      'UPDATE ns_lcm_op_occ SET state = $2, status_entered_time = now(), error = $3 WHERE id = $1',
      [id, state, error === null ? null : JSON.stringify(error)],
    );
    if (isFinal(state)) await skipPendingSteps(tx, id);
    await appendOperationEvent(tx, id, 'state', {
      operationState: state,
      ...(error === null ? {} : { error }),
    });
  });
  wakeSubscribers(id);
}

function toProblem(id: string, { code, detail, stepId, definition }: OperationFailure): ProblemDetails {
  return {
    type: `urn:netwright:error:${code}`,
    title: definition?.title ?? 'The operation failed',
    status: definition?.httpStatus ?? 500,
    detail,
    instance: `/nslcm/v1/ns_lcm_op_occs/${id}`,
    code,
    retryable: definition?.retryable ?? true,
    remedy: definition?.remedy ?? 'Look at the failed step, remove its cause, then retry or roll back.',
    ...(stepId === undefined ? {} : { facts: { stepId } }),
  };
}
