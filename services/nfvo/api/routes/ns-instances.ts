/** NS lifecycle management (SOL005 clause 6.4): /nslcm/v1/ns_instances, and plan and proof beside it. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { NetwrightError } from '#kernel/errors.ts';
import type { HttpApp } from '#kernel/http-app.ts';
import { applyFilter } from '#kernel/http-filter.ts';
import { nfvoErrors } from '../../errors.ts';
import { planSteps } from '../../plan/steps.ts';
import { loadNsDescriptorByNsdId } from '../../store/ns-descriptors.ts';
import {
  createNsInstance,
  deleteNsInstance,
  listNsInstances,
  loadNsInstance,
  lockNsInstance,
} from '../../store/ns-instances.ts';
import { assertNoOperation } from '../../store/operations.ts';
import { toNsInstanceBody } from '../bodies/ns-instance.ts';
import { operationPath } from '../bodies/operation.ts';
import type { ApiContext } from '../context.ts';
import { instantiateNs, planNs } from '../lifecycle/instantiate.ts';
import { terminateNs } from '../lifecycle/terminate.ts';
import { idParams, listQuery } from '../schemas/names.ts';
import {
  createNsRequest,
  instantiateNsRequest,
  nsInstance,
  terminateNsRequest,
} from '../schemas/network-services.ts';
import { planResponse, toPlanBody } from '../schemas/plan.ts';

const BASE = '/nslcm/v1/ns_instances';

export function addNsInstanceRoutes(app: HttpApp, context: ApiContext): void {
  const { db } = context;
  app.post(
    BASE,
    { schema: { tags: ['nslcm'], body: createNsRequest, response: { 201: nsInstance } } },
    async (request, reply) => {
      const { nsdId, nsName, nsDescription } = request.body;
      const descriptor = await loadNsDescriptorByNsdId(db, nsdId);
      if (descriptor.operationalState !== 'ENABLED') {
        throw new NetwrightError(nfvoErrors.NFVO_DESCRIPTOR_DISABLED, `The NSD ${nsdId} is disabled.`);
      }
      const created = await createNsInstance(db, {
        id: randomUUID(),
        name: nsName,
        description: nsDescription,
        nsdId,
        nsdInfoId: descriptor.id,
      });
      reply.code(201).header('Location', `${BASE}/${created.id}`);
      return toNsInstanceBody(db, created);
    },
  );
  app.get(
    BASE,
    { schema: { tags: ['nslcm'], querystring: listQuery, response: { 200: z.array(nsInstance) } } },
    async (request) => {
      const rows = await listNsInstances(db);
      return applyFilter(
        await Promise.all(rows.map((row) => toNsInstanceBody(db, row))),
        request.query.filter,
      );
    },
  );
  app.get(
    `${BASE}/:id`,
    { schema: { tags: ['nslcm'], params: idParams, response: { 200: nsInstance } } },
    async (request) => toNsInstanceBody(db, await loadNsInstance(db, request.params.id)),
  );
  app.delete(
    `${BASE}/:id`,
    { schema: { tags: ['nslcm'], params: idParams, response: { 204: z.null() } } },
    async (request, reply) => {
      await db.transaction(async (tx) => {
        const { id, state, planHash } = await lockNsInstance(tx, request.params.id);
        await assertNoOperation(tx, id);
        if (state !== 'NOT_INSTANTIATED' || planHash !== null) {
          throw new NetwrightError(nfvoErrors.NFVO_NS_STATE, 'The NS instance must be terminated first.', {
            facts: { nsState: state },
          });
        }
        await context.ports.vnfInstances.removeVnfInstances(tx, id);
        await deleteNsInstance(tx, id);
      });
      return reply.code(204).send(null);
    },
  );
  addTaskRoutes(app, context);
}

function addTaskRoutes(app: HttpApp, context: ApiContext): void {
  const { db } = context;
  app.post(
    `${BASE}/:id/instantiate`,
    {
      schema: { tags: ['nslcm'], params: idParams, body: instantiateNsRequest, response: { 202: z.null() } },
    },
    async (request, reply) => {
      const ns = await loadNsInstance(db, request.params.id);
      const { id } = await instantiateNs(context, ns, request.body);
      return reply.code(202).header('Location', operationPath(id)).send(null);
    },
  );
  app.post(
    `${BASE}/:id/terminate`,
    { schema: { tags: ['nslcm'], params: idParams, body: terminateNsRequest, response: { 202: z.null() } } },
    async (request, reply) => {
      const ns = await loadNsInstance(db, request.params.id);
      const { id } = await terminateNs(context, ns, request.body ?? {});
      return reply.code(202).header('Location', operationPath(id)).send(null);
    },
  );
  app.post(
    '/netwright/v1/ns_instances/:id/plan',
    {
      schema: {
        tags: ['netwright'],
        params: idParams,
        body: instantiateNsRequest,
        response: { 200: planResponse },
      },
    },
    async (request) => {
      const ns = await loadNsInstance(db, request.params.id);
      const { plan, flows } = await planNs(context, ns, request.body);
      return {
        plan: toPlanBody(plan),
        flows: flows.map((host) => ({ ...host, flows: [...host.flows] })),
        steps: planSteps(plan),
      };
    },
  );
}
