/** NSD management (SOL005 clause 5): /nsd/v1. */
import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { z } from 'zod';
import { NetwrightError } from '#kernel/errors.ts';
import type { HttpApp } from '#kernel/http-app.ts';
import { applyFilter } from '#kernel/http-filter.ts';
import { nfvoErrors } from '../../errors.ts';
import {
  createNsDescriptor,
  deleteNsDescriptor,
  listNsDescriptors,
  loadNsDescriptor,
  modifyNsDescriptor,
  type NsDescriptor,
} from '../../store/ns-descriptors.ts';
import { toNsdInfo } from '../bodies/nsd.ts';
import { type ApiContext, packageFolder } from '../context.ts';
import { onboardNsd } from '../onboarding/nsd.ts';
import { packageNameOf } from '../onboarding/upload.ts';
import { idParams, listQuery } from '../schemas/names.ts';
import { createPackageRequest, nsdInfo, nsdInfoModifications } from '../schemas/packages.ts';
import { checkIfMatch, setEtag } from './etags.ts';

const BASE = '/nsd/v1/ns_descriptors';

export function addNsDescriptorRoutes(app: HttpApp, context: ApiContext): void {
  const { db } = context;
  app.post(
    BASE,
    { schema: { tags: ['nsd'], body: createPackageRequest.nullish(), response: { 201: nsdInfo } } },
    async (request, reply) => {
      const created = await createNsDescriptor(db, randomUUID(), request.body?.userDefinedData ?? {});
      reply.code(201).header('Location', `${BASE}/${created.id}`);
      setEtag(reply, created);
      return toNsdInfo(created);
    },
  );
  app.get(
    BASE,
    { schema: { tags: ['nsd'], querystring: listQuery, response: { 200: z.array(nsdInfo) } } },
    async (request) => applyFilter((await listNsDescriptors(db)).map(toNsdInfo), request.query.filter),
  );
  app.get(
    `${BASE}/:id`,
    { schema: { tags: ['nsd'], params: idParams, response: { 200: nsdInfo } } },
    async (request, reply) => {
      const found = await loadNsDescriptor(db, request.params.id);
      setEtag(reply, found);
      return toNsdInfo(found);
    },
  );
  app.patch(
    `${BASE}/:id`,
    {
      schema: {
        tags: ['nsd'],
        params: idParams,
        body: nsdInfoModifications,
        response: { 200: nsdInfoModifications },
      },
    },
    async (request, reply) => {
      const current = await loadNsDescriptor(db, request.params.id);
      checkIfMatch(request, current);
      const { nsdOperationalState, userDefinedData } = request.body;
      if (nsdOperationalState !== undefined) assertOnboarded(current);
      await modifyNsDescriptor(db, current, { operationalState: nsdOperationalState, userDefinedData });
      setEtag(reply, { version: current.version + 1 });
      return request.body;
    },
  );
  app.delete(
    `${BASE}/:id`,
    { schema: { tags: ['nsd'], params: idParams, response: { 204: z.null() } } },
    async (request, reply) => {
      const current = await loadNsDescriptor(db, request.params.id);
      assertDeletable(current);
      await deleteNsDescriptor(db, current);
      await rm(packageFolder(context.stateDir, current.id), { recursive: true, force: true });
      return reply.code(204).send(null);
    },
  );
  app.put(
    `${BASE}/:id/nsd_content`,
    {
      config: { consumes: ['application/zip'], produces: ['*'] },
      schema: { tags: ['nsd'], params: idParams, response: { 204: z.null() } },
    },
    async (request, reply) => {
      const { id } = await loadNsDescriptor(db, request.params.id);
      await onboardNsd(context, id, request.body, packageNameOf(request.headers['content-disposition']));
      return reply.code(204).send(null);
    },
  );
  app.get(
    `${BASE}/:id/nsd_content`,
    { config: { produces: ['application/zip'] }, schema: { tags: ['nsd'], params: idParams } },
    async (request, reply) => {
      const { contentPath } = assertOnboarded(await loadNsDescriptor(db, request.params.id));
      return reply.type('application/zip').send(createReadStream(contentPath ?? ''));
    },
  );
}

function assertOnboarded(current: NsDescriptor): NsDescriptor {
  if (current.onboardingState === 'ONBOARDED') return current;
  throw new NetwrightError(
    nfvoErrors.NFVO_PACKAGE_STATE,
    `The NSD is ${current.onboardingState}; this needs ONBOARDED.`,
    { facts: { onboardingState: current.onboardingState } },
  );
}

function assertDeletable({ onboardingState, operationalState, inUse }: NsDescriptor): void {
  if (onboardingState === 'UPLOADING') {
    throw new NetwrightError(nfvoErrors.NFVO_PACKAGE_STATE, 'The NSD is UPLOADING.');
  }
  if (!inUse && operationalState === 'DISABLED') return;
  const why = inUse ? 'NS instances of it exist' : 'it is ENABLED';
  throw new NetwrightError(nfvoErrors.NFVO_PACKAGE_IN_USE, `The NSD cannot be deleted: ${why}.`, {
    facts: { operationalState },
  });
}
