/** NS LCM operation occurrences (SOL005 clause 6.4.10 and following), and their steps. */
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { NetwrightError } from '#kernel/errors.ts';
import type { HttpApp } from '#kernel/http-app.ts';
import { applyFilter } from '#kernel/http-filter.ts';
import { nfvoErrors } from '../../errors.ts';
import { listSteps } from '../../store/operation-steps.ts';
import { listOperations, loadOperation, type Operation } from '../../store/operations.ts';
import { toNsLcmOpOcc, toStepBody } from '../bodies/operation.ts';
import type { ApiContext } from '../context.ts';
import { idParams, listQuery } from '../schemas/names.ts';
import { nsLcmOpOcc, operationStep } from '../schemas/network-services.ts';

const BASE = '/nslcm/v1/ns_lcm_op_occs';

export function addOperationRoutes(app: HttpApp, context: ApiContext): void {
  const { db, ports } = context;
  app.get(
    BASE,
    { schema: { tags: ['nslcm'], querystring: listQuery, response: { 200: z.array(nsLcmOpOcc) } } },
    async (request) => applyFilter((await listOperations(db)).map(toNsLcmOpOcc), request.query.filter),
  );
  app.get(
    `${BASE}/:id`,
    { schema: { tags: ['nslcm'], params: idParams, response: { 200: nsLcmOpOcc } } },
    async (request) => toNsLcmOpOcc(await loadOperation(db, request.params.id)),
  );
  for (const task of ['retry', 'rollback'] as const) {
    app.post(
      `${BASE}/:id/${task}`,
      { schema: { tags: ['nslcm'], params: idParams, response: { 202: z.null() } } },
      async (request, reply) => {
        const held = await loadHeld(context, request.params.id, task);
        await ports.orchestration[task](held.id);
        await leftState(context, held);
        return reply.code(202).send(null);
      },
    );
  }
  app.post(
    `${BASE}/:id/fail`,
    { schema: { tags: ['nslcm'], params: idParams, response: { 200: nsLcmOpOcc } } },
    async (request) => {
      const held = await loadHeld(context, request.params.id, 'fail');
      await ports.orchestration.fail(held.id);
      return toNsLcmOpOcc(await leftState(context, held));
    },
  );
  app.get(
    '/netwright/v1/ns_lcm_op_occs/:id/steps',
    { schema: { tags: ['netwright'], params: idParams, response: { 200: z.array(operationStep) } } },
    async (request) => {
      const { id } = await loadOperation(db, request.params.id);
      return (await listSteps(db, id)).map(toStepBody);
    },
  );
}

/** The workflow decides finally; this refuses what cannot work with the state as it is known here. */
async function loadHeld(
  { db }: ApiContext,
  id: string,
  task: 'retry' | 'rollback' | 'fail',
): Promise<Operation> {
  const operation = await loadOperation(db, id);
  const { state, operationType } = operation;
  if (state !== 'FAILED_TEMP') {
    throw new NetwrightError(
      nfvoErrors.NFVO_OPERATION_STATE,
      `The operation is ${state}; ${task} needs FAILED_TEMP.`,
      {
        facts: { operationState: state },
      },
    );
  }
  if (task === 'rollback' && operationType === 'TERMINATE') {
    throw new NetwrightError(
      nfvoErrors.NFVO_OPERATION_STATE,
      'A termination cannot be rolled back; retry it.',
    );
  }
  return operation;
}

/**
 * The decision is accepted before the workflow acts on it. Answering only once it has (or after five seconds at the
 * latest) spares every client the state of before the decision.
 */
async function leftState({ db }: ApiContext, before: Operation): Promise<Operation> {
  for (let look = 0; look < 100; look += 1) {
    const now = await loadOperation(db, before.id);
    if (now.statusEnteredTime.getTime() !== before.statusEnteredTime.getTime()) return now;
    await delay(50);
  }
  return loadOperation(db, before.id);
}
