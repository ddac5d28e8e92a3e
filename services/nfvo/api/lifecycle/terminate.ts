/** Accepts a termination, also of what a failed instantiation left on hosts. The plan says what to release. */
import { randomUUID } from 'node:crypto';
import { NetwrightError } from '#kernel/errors.ts';
import { nfvoErrors } from '../../errors.ts';
import { terminateSteps } from '../../plan/steps.ts';
import { lockNsInstance, type NsInstance } from '../../store/ns-instances.ts';
import { createOperation, type Operation } from '../../store/operations.ts';
import { loadPlan } from '../../store/plans.ts';
import type { ApiContext } from '../context.ts';
import { startOperation } from './start-operation.ts';

/** Throws NFVO_NS_STATE, NFVO_OPERATION_RUNNING. */
export async function terminateNs(context: ApiContext, ns: NsInstance, params: object): Promise<Operation> {
  const operation = await context.db.transaction(async (tx) => {
    const { planHash, state } = await lockNsInstance(tx, ns.id);
    if (planHash === null) {
      throw new NetwrightError(nfvoErrors.NFVO_NS_STATE, 'The NS instance is NOT_INSTANTIATED.', {
        facts: { nsState: state },
      });
    }
    const steps = terminateSteps(await loadPlan(tx, planHash));
    const request = {
      id: randomUUID(),
      nsInstanceId: ns.id,
      operationType: 'TERMINATE' as const,
      operationParams: params,
      planHash,
      onFailure: 'hold' as const,
    };
    return createOperation(tx, request, steps);
  });
  await startOperation(context, operation);
  return operation;
}
