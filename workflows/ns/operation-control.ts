/**
 * The state machine of an NS LCM operation occurrence (SOL005 clause 6.4.4) around a piece of work: FAILED_TEMP
 * waits for an operator's retry, rollback or fail, which arrive as Updates and are refused in any other state.
 */
import {
  ApplicationFailure,
  CancellationScope,
  condition,
  defineUpdate,
  setHandler,
} from '@temporalio/workflow';
import type { NsOperationState, OperationFailure, PlanRef } from '../activities.ts';
import { records } from '../proxies.ts';
import { describeFailure } from '../saga/failure.ts';
import type { Saga } from '../saga/saga.ts';

export type OperatorDecision = 'retry' | 'rollback' | 'fail';

/** One Update, three verbs: the SOL005 task resources /retry, /rollback and /fail. */
export const decideUpdate = defineUpdate<void, [OperatorDecision]>('decide');

export interface OperationControl {
  readonly ref: PlanRef;
  readonly saga: Saga;
  /** What to do on failure without asking: `rollback`, or `hold` in FAILED_TEMP. */
  readonly onFailure: 'rollback' | 'hold';
  /** False for terminate: releasing cannot be rolled back, only retried or given up. */
  readonly canRollBack: boolean;
  /** Runs forward; called again after a retry, so every step of it is idempotent. */
  work(): Promise<void>;
  /** After a complete rollback. */
  afterRollback?(): Promise<void>;
}

export async function runOperation(control: OperationControl): Promise<void> {
  const { ref, saga } = control;
  let waiting = false;
  const operator: { decision?: OperatorDecision } = {};
  setHandler(
    decideUpdate,
    (d) => {
      operator.decision = d;
    },
    {
      validator: (d) => {
        if (!waiting || operator.decision) throw refusal('the operation is not waiting for a decision');
        if (d === 'rollback' && !control.canRollBack) throw refusal('this operation cannot be rolled back');
      },
    },
  );

  /** Also after a cancellation: the occurrence must tell how the operation ended. */
  const enter = (state: NsOperationState, failure?: OperationFailure) =>
    CancellationScope.nonCancellable(() => records.setOperationState(ref, state, failure));

  const hold = async (failure: OperationFailure): Promise<OperatorDecision> => {
    delete operator.decision;
    waiting = true;
    await enter('FAILED_TEMP', failure);
    await CancellationScope.nonCancellable(() => condition(() => operator.decision !== undefined));
    waiting = false;
    return operator.decision ?? 'fail';
  };

  const rollBack = async (cause: OperationFailure): Promise<boolean> => {
    await enter('ROLLING_BACK', cause);
    const failures = await CancellationScope.nonCancellable(() => saga.unwind());
    const [first] = failures;
    if (first === undefined) {
      await CancellationScope.nonCancellable(async () => control.afterRollback?.());
      await enter('ROLLED_BACK', cause);
      return true;
    }
    const { code, detail } = describeFailure(first.error);
    failure = { code, detail: `rollback left ${failures.map((f) => f.step).join(', ')}: ${detail}` };
    return false;
  };

  let failure: OperationFailure | undefined;
  let next: OperatorDecision = 'retry';
  for (;;) {
    if (next === 'fail') {
      await enter('FAILED', failure);
      return;
    }
    if (next === 'rollback') {
      if (await rollBack(failure as OperationFailure)) return;
      next = await hold(failure as OperationFailure);
      if (next === 'retry') await enter('PROCESSING');
      continue;
    }
    const error = await control.work().then(
      () => undefined,
      (e: unknown) => ({ thrown: e }),
    );
    if (error === undefined) {
      await enter('COMPLETED');
      return;
    }
    failure = describeFailure(error.thrown);
    next = control.canRollBack && control.onFailure === 'rollback' ? 'rollback' : await hold(failure);
    if (next === 'retry') await enter('PROCESSING');
  }
}

function refusal(message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, 'NFVO_OPERATION_STATE');
}
