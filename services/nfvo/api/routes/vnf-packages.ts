/** VNF package management (SOL005 clause 9): /vnfpkgm/v1. */
import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { extractArtifact } from '#descriptors/index.ts';
import { NetwrightError } from '#kernel/errors.ts';
import type { HttpApp } from '#kernel/http-app.ts';
import { applyFilter } from '#kernel/http-filter.ts';
import { nfvoErrors } from '../../errors.ts';
import { listNsDescriptorsOfPackage } from '../../store/ns-descriptors.ts';
import {
  createVnfPackage,
  deleteVnfPackage,
  listVnfPackages,
  loadVnfPackage,
  modifyVnfPackage,
  type VnfPackage,
} from '../../store/vnf-packages.ts';
import { toVnfPkgInfo } from '../bodies/vnf-package.ts';
import { type ApiContext, packageFolder } from '../context.ts';
import { packageNameOf } from '../onboarding/upload.ts';
import { processVnfPackage, uploadVnfPackage } from '../onboarding/vnf-package.ts';
import { idParams, listQuery } from '../schemas/names.ts';
import { createPackageRequest, vnfPkgInfo, vnfPkgInfoModifications } from '../schemas/packages.ts';
import { checkIfMatch, setEtag } from './etags.ts';

const BASE = '/vnfpkgm/v1/vnf_packages';

export function addVnfPackageRoutes(app: HttpApp, context: ApiContext): void {
  const { db } = context;
  app.post(
    BASE,
    { schema: { tags: ['vnfpkgm'], body: createPackageRequest.nullish(), response: { 201: vnfPkgInfo } } },
    async (request, reply) => {
      const created = await createVnfPackage(db, randomUUID(), request.body?.userDefinedData ?? {});
      reply.code(201).header('Location', `${BASE}/${created.id}`);
      setEtag(reply, created);
      return toVnfPkgInfo(created);
    },
  );
  app.get(
    BASE,
    { schema: { tags: ['vnfpkgm'], querystring: listQuery, response: { 200: z.array(vnfPkgInfo) } } },
    async (request) => applyFilter((await listVnfPackages(db)).map(toVnfPkgInfo), request.query.filter),
  );
  app.get(
    `${BASE}/:id`,
    { schema: { tags: ['vnfpkgm'], params: idParams, response: { 200: vnfPkgInfo } } },
    async (request, reply) => {
      const found = await loadVnfPackage(db, request.params.id);
      setEtag(reply, found);
      return toVnfPkgInfo(found);
    },
  );
  app.patch(
    `${BASE}/:id`,
    {
      schema: {
        tags: ['vnfpkgm'],
        params: idParams,
        body: vnfPkgInfoModifications,
        response: { 200: vnfPkgInfoModifications },
      },
    },
    async (request, reply) => {
      const current = await loadVnfPackage(db, request.params.id);
      checkIfMatch(request, current);
      if (request.body.operationalState !== undefined) assertOnboarded(current);
      await modifyVnfPackage(db, current, request.body);
      setEtag(reply, { version: current.version + 1 });
      return request.body;
    },
  );
  app.delete(
    `${BASE}/:id`,
    { schema: { tags: ['vnfpkgm'], params: idParams, response: { 204: z.null() } } },
    async (request, reply) => {
      const current = await loadVnfPackage(db, request.params.id);
      await assertDeletable(context, current);
      await deleteVnfPackage(db, current);
      await rm(packageFolder(context.stateDir, current.id), { recursive: true, force: true });
      return reply.code(204).send(null);
    },
  );
  addContentRoutes(app, context);
}

function addContentRoutes(app: HttpApp, context: ApiContext): void {
  const { db } = context;
  app.put(
    `${BASE}/:id/package_content`,
    {
      config: { consumes: ['application/zip'], produces: ['*'] },
      schema: { tags: ['vnfpkgm'], params: idParams, response: { 202: z.null() } },
    },
    async (request, reply) => {
      const { id } = await loadVnfPackage(db, request.params.id);
      const content = await uploadVnfPackage(context, id, request.body);
      context.background.run(`onboard ${id}`, () =>
        processVnfPackage(context, id, content, packageNameOf(request.headers['content-disposition'])),
      );
      return reply.code(202).send(null);
    },
  );
  app.get(
    `${BASE}/:id/package_content`,
    { config: { produces: ['application/zip'] }, schema: { tags: ['vnfpkgm'], params: idParams } },
    async (request, reply) => {
      const { contentPath } = assertOnboarded(await loadVnfPackage(db, request.params.id));
      return reply.type('application/zip').send(createReadStream(contentPath ?? ''));
    },
  );
  app.get(
    `${BASE}/:id/vnfd`,
    { config: { produces: ['text/plain'] }, schema: { tags: ['vnfpkgm'], params: idParams } },
    async (request, reply) => {
      const { id, contentPath, vnfd } = assertOnboarded(await loadVnfPackage(db, request.params.id));
      const file = join(packageFolder(context.stateDir, id), `vnfd-${randomUUID()}.yaml`);
      await extractArtifact(contentPath ?? '', vnfd?.source.file ?? '', file);
      // The name may go while the stream still reads: the file lives until it is closed.
      const stream = createReadStream(file);
      stream.once('open', () => void rm(file, { force: true }));
      return reply.type('text/plain; charset=utf-8').send(stream);
    },
  );
}

function assertOnboarded(current: VnfPackage): VnfPackage {
  if (current.onboardingState === 'ONBOARDED') return current;
  throw new NetwrightError(
    nfvoErrors.NFVO_PACKAGE_STATE,
    `The VNF package is ${current.onboardingState}; this needs ONBOARDED.`,
    { facts: { onboardingState: current.onboardingState } },
  );
}

async function assertDeletable({ db }: ApiContext, current: VnfPackage): Promise<void> {
  if (current.onboardingState === 'UPLOADING' || current.onboardingState === 'PROCESSING') {
    throw new NetwrightError(nfvoErrors.NFVO_PACKAGE_STATE, `The VNF package is ${current.onboardingState}.`);
  }
  const nsds = await listNsDescriptorsOfPackage(db, current.id);
  if (nsds.length === 0 && current.operationalState === 'DISABLED') return;
  const why =
    nsds.length > 0 ? `NSD ${nsds.map((d) => d.nsd?.name ?? d.id).join(', ')} names it` : 'it is ENABLED';
  throw new NetwrightError(nfvoErrors.NFVO_PACKAGE_IN_USE, `The VNF package cannot be deleted: ${why}.`, {
    facts: { nsdInfoIds: nsds.map((d) => d.id), operationalState: current.operationalState },
  });
}
