/**
 * The one saga engine. It knows nothing of Temporal: workflows run it with proxied activities, tests with fakes.
 * An undo is registered *before* its step runs, because a step that fails or times out may have happened half;
 * that is safe since every release succeeds on what is absent.
 */
export interface SagaStep {
  readonly name: string;
  run(): Promise<void>;
  /** Left out only for steps that change nothing. */
  undo?(): Promise<void>;
  /**
   * True for what stands for the others' resources, such as their booking: undone only when nothing else is left,
   * or the cores of a guest that could not be stopped would be given to the next one.
   */
  readonly undoLast?: boolean;
}

export interface UndoFailure {
  readonly step: string;
  readonly error: unknown;
}

export interface Saga {
  /** Runs steps that are independent of each other; waits for all of them, then throws the first failure. */
  parallel(steps: readonly SagaStep[]): Promise<void>;
  /**
   * Undoes what was begun: stages in reverse, the steps of a stage in parallel. Goes on past failures and returns
   * them; what was undone is forgotten, so calling it again only repeats what failed.
   */
  unwind(): Promise<UndoFailure[]>;
}

export function createSaga(): Saga {
  /** Stages in the order they were begun; a retried forward run adds no second undo of the same step. */
  let stages: SagaStep[][] = [];
  return {
    async parallel(steps) {
      const known = new Set(stages.flat().map((s) => s.name));
      stages.push(steps.filter((s) => s.undo !== undefined && !known.has(s.name)));
      await settleAll(steps.map((s) => s.run()));
    },

    async unwind() {
      const failures: UndoFailure[] = [];
      /** Undoes one stage; returns the steps that failed. */
      const undo = async (stage: readonly SagaStep[]) => {
        const outcomes = await Promise.allSettled(stage.map((s) => s.undo?.()));
        outcomes.forEach((o, i) => {
          if (o.status === 'rejected') failures.push({ step: stage[i]?.name ?? '', error: o.reason });
        });
        return stage.filter((_, i) => outcomes[i]?.status === 'rejected');
      };
      const last = stages.flat().filter((s) => s.undoLast === true);
      const remaining: SagaStep[][] = [];
      for (const stage of stages.toReversed()) {
        remaining.unshift(await undo(stage.filter((s) => s.undoLast !== true)));
      }
      remaining.unshift(failures.length > 0 ? last : await undo(last));
      stages = remaining.filter((stage) => stage.length > 0);
      return failures;
    },
  };
}

/** Waits for every piece of work, then throws the first failure: nothing is undone while something is still being made. */
export async function settleAll(work: readonly Promise<unknown>[]): Promise<void> {
  const outcomes = await Promise.allSettled(work);
  const failed = outcomes.find((o) => o.status === 'rejected');
  if (failed) throw failed.reason;
}
