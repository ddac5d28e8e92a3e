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
import type { OperationFailure, PlanRef } from '../activities.ts';
import { nfvo } from '../proxies.ts';
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
        if (!waiting) throw refusal('the operation is not in FAILED_TEMP');
        if (d === 'rollback' && !control.canRollBack) throw refusal('this operation cannot be rolled back');
      },
    },
  );

  const hold = async (failure: OperationFailure): Promise<OperatorDecision> => {
    delete operator.decision;
    waiting = true;
    await nfvo.setOperationState(ref, 'FAILED_TEMP', failure);
    await condition(() => operator.decision !== undefined);
    waiting = false;
    return operator.decision ?? 'fail';
  };

  const rollBack = async (cause: OperationFailure): Promise<boolean> => {
    await nfvo.setOperationState(ref, 'ROLLING_BACK', cause);
    const failures = await CancellationScope.nonCancellable(() => saga.unwind());
    const [first] = failures;
    if (first === undefined) {
      await control.afterRollback?.();
      await nfvo.setOperationState(ref, 'ROLLED_BACK', cause);
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
      await nfvo.setOperationState(ref, 'FAILED', failure);
      return;
    }
    if (next === 'rollback') {
      if (await rollBack(failure as OperationFailure)) return;
      next = await hold(failure as OperationFailure);
      if (next === 'retry') await nfvo.setOperationState(ref, 'PROCESSING');
      continue;
    }
    try {
      await control.work();
      await nfvo.setOperationState(ref, 'COMPLETED');
      return;
    } catch (error) {
      failure = describeFailure(error);
    }
    next = control.canRollBack && control.onFailure === 'rollback' ? 'rollback' : await hold(failure);
    if (next === 'retry') await nfvo.setOperationState(ref, 'PROCESSING');
  }
}

function refusal(message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, 'NFVO_OPERATION_STATE');
}
