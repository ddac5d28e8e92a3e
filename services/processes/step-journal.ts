/** The journal of steps in the NFVO's store. */
import type { Database } from '#kernel/database.ts';
import { stepFinished, stepMessage, stepStarted } from '#nfvo/store/operation-steps.ts';
import type { StepJournal } from './activity-shell.ts';

export function createStepJournal(db: Database): StepJournal {
  return {
    started: (ref, stepId) => stepStarted(db, ref.nsLcmOpOccId, stepId),
    message: (ref, stepId, message) => stepMessage(db, ref.nsLcmOpOccId, stepId, message),
    finished: (ref, stepId) => stepFinished(db, ref.nsLcmOpOccId, stepId, 'DONE'),
    failed: (ref, stepId, message) => stepFinished(db, ref.nsLcmOpOccId, stepId, 'FAILED', message),
  };
}
