/**
 * What every host activity has around it: heartbeats, one run at a time per resource, the journal of steps an
 * operator watches, and errors in the words of the error tables.
 */
import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { describeError, NetwrightError } from '#kernel/errors.ts';
import type { OperationContext } from '#vim/model.ts';
import type { PlanRef } from '#workflows/activities.ts';

/** Where step changes are written down; all calls are durable when they resolve. */
export interface StepJournal {
  started(ref: PlanRef, stepId: string): Promise<void>;
  message(ref: PlanRef, stepId: string, message: string): Promise<void>;
  finished(ref: PlanRef, stepId: string): Promise<void>;
  failed(ref: PlanRef, stepId: string, message: string): Promise<void>;
}

export interface ActivityShell {
  run(ref: PlanRef, stepId: string, work: (context: OperationContext) => Promise<void>): Promise<void>;
}

interface Running {
  readonly abort: AbortController;
  readonly ended: Promise<void>;
}

export function createActivityShell(journal: StepJournal): ActivityShell {
  /**
   * Temporal may start a second attempt while the first still runs here (a heartbeat that came late on a busy
   * machine). The newer attempt ends the older one and waits for it: two must never work on one resource.
   */
  const running = new Map<string, Running>();

  return {
    async run(ref, stepId, work) {
      const resource = resourceOf(ref, stepId);
      const older = running.get(resource);
      const abort = new AbortController();
      const { cancellationSignal } = Context.current();
      if (cancellationSignal.aborted) abort.abort(cancellationSignal.reason);
      cancellationSignal.addEventListener('abort', () => abort.abort(cancellationSignal.reason));
      const ended = (async () => {
        const beat = startHeartbeat();
        try {
          older?.abort.abort(new Error('superseded by a newer attempt'));
          await older?.ended.catch(() => undefined);
          await runJournaled(journal, ref, stepId, work, abort.signal);
        } finally {
          clearInterval(beat);
        }
      })();
      const entry = { abort, ended };
      running.set(resource, entry);
      try {
        await ended;
      } finally {
        if (running.get(resource) === entry) running.delete(resource);
      }
    },
  };
}

/**
 * `createVnfc:X` and `releaseVnfc:X` work on one resource, whatever operation they belong to. Checks and proofs are
 * named by their host, which operations share: they only exclude attempts of their own operation.
 */
function resourceOf(ref: PlanRef, stepId: string): string {
  if (/^(checkHost|prove):/.test(stepId)) return `${ref.nsLcmOpOccId}/${stepId}`;
  return stepId.slice(stepId.indexOf(':') + 1);
}

/** Twice a second: a third of a second before the throttle would hold it back. */
function startHeartbeat(): NodeJS.Timeout {
  const context = Context.current();
  context.heartbeat();
  return setInterval(() => context.heartbeat(), 500);
}

async function runJournaled(
  journal: StepJournal,
  ref: PlanRef,
  stepId: string,
  work: (context: OperationContext) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  await journal.started(ref, stepId);
  // Messages are written one after another and never hold the work up; the last one is awaited.
  let messages = Promise.resolve();
  const context: OperationContext = {
    signal,
    progress: (message) => {
      messages = messages.then(() => journal.message(ref, stepId, message)).catch(() => undefined);
    },
  };
  try {
    await work(context);
    await messages;
    await journal.finished(ref, stepId);
  } catch (error) {
    await messages;
    // The step's own error must not be lost because it could not be written down.
    await journal.failed(ref, stepId, describeError(error)).catch(() => undefined);
    throw toFailure(error, stepId);
  }
}

/** Typed errors keep their code and say whether trying again makes sense; anything else is tried again. */
export function toFailure(error: unknown, stepId: string): ApplicationFailure {
  if (error instanceof ApplicationFailure) return error;
  const known = error instanceof NetwrightError ? error : undefined;
  return ApplicationFailure.create({
    message: describeError(error),
    type: known?.code ?? 'INTERNAL',
    nonRetryable: known ? !known.definition.retryable : false,
    details: [{ stepId }],
    ...(error instanceof Error ? { cause: error } : {}),
  });
}
