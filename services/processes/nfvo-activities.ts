/** The quick steps of an operation: store and ledger. Each is idempotent and durable when it resolves. */
import type { Database } from '#kernel/database.ts';
import { describeError } from '#kernel/errors.ts';
import { ledgerItems } from '#nfvo/plan/ledger-items.ts';
import type { NsPlan } from '#nfvo/plan/model.ts';
import { setNsState } from '#nfvo/store/ns-instances.ts';
import { setOperationState } from '#nfvo/store/operations.ts';
import { releaseReservation, reserve } from '#vim/ledger/reservations.ts';
import { setVnfState } from '#vnfm/store/vnf-instances.ts';
import type { NfvoActivities, PlanRef } from '#workflows/activities.ts';
import { type StepJournal, toFailure } from './activity-shell.ts';
import { findErrorDefinition } from './error-tables.ts';
import { planOutline } from './plan-outline.ts';

export function createNfvoActivities(
  db: Database,
  loadPlan: (planHash: string) => Promise<NsPlan>,
  journal: StepJournal,
): NfvoActivities {
  const journaled = async (ref: PlanRef, stepId: string, work: () => Promise<void>) => {
    await journal.started(ref, stepId);
    try {
      await work();
      await journal.finished(ref, stepId);
    } catch (error) {
      await journal.failed(ref, stepId, describeError(error)).catch(() => undefined);
      throw toFailure(error, stepId);
    }
  };
  return {
    loadOutline: (ref) => typed('loadOutline', async () => planOutline(await loadPlan(ref.planHash))),
    reserveAllocations: (ref) =>
      journaled(ref, 'reserve', async () => {
        const plan = await loadPlan(ref.planHash);
        await reserve(db, { nsInstanceId: plan.nsInstanceId, planHash: plan.hash, items: ledgerItems(plan) });
      }),
    releaseAllocations: (ref) =>
      journaled(ref, 'release', async () => {
        await releaseReservation(db, { planHash: ref.planHash });
      }),
    setOperationState: (ref, state, failure) =>
      typed('setOperationState', () =>
        setOperationState(
          db,
          ref.nsLcmOpOccId,
          state,
          failure && { ...failure, definition: findErrorDefinition(failure.code) },
        ),
      ),
    setVnfState: (_ref, vnfInstanceId, state) =>
      typed('setVnfState', () => setVnfState(db, vnfInstanceId, state)),
    setNsState: (ref, state) =>
      typed('setNsState', async () => {
        const { nsInstanceId } = await loadPlan(ref.planHash);
        await setNsState(db, nsInstanceId, state);
      }),
  };
}

/** Errors of the tables keep their code and whether trying again makes sense; all others are tried again. */
async function typed<T>(step: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toFailure(error, step);
  }
}
