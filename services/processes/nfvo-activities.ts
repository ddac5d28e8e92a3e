/** The quick steps of an operation: store and ledger. Each is idempotent and durable when it resolves. */
import type { Database } from '#kernel/database.ts';
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
      await journal.failed(ref, stepId, String(error));
      throw toFailure(error, stepId);
    }
  };
  return {
    loadOutline: async (ref) => planOutline(await loadPlan(ref.planHash)),
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
      setOperationState(
        db,
        ref.nsLcmOpOccId,
        state,
        failure && { ...failure, definition: findErrorDefinition(failure.code) },
      ),
    setVnfState: (_ref, vnfInstanceId, state) => setVnfState(db, vnfInstanceId, state),
    setNsState: async (ref, state) => {
      const { nsInstanceId } = await loadPlan(ref.planHash);
      await setNsState(db, nsInstanceId, state);
    },
  };
}
