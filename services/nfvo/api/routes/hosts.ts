/** Compute hosts: /netwright/v1/hosts. The key is written to a file of its own before the login and removed with it. */
import { randomUUID } from 'node:crypto';
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { NetwrightError } from '#kernel/errors.ts';
import type { HttpApp } from '#kernel/http-app.ts';
import { applyFilter } from '#kernel/http-filter.ts';
import { nfvoErrors } from '../../errors.ts';
import {
  assertHostIsNew,
  type ComputeHost,
  createHost,
  deleteHost,
  listHosts,
  loadHost,
} from '../../store/hosts.ts';
import { listLivePlans } from '../../store/plans.ts';
import { toHostBody, usesHost } from '../bodies/host.ts';
import type { ApiContext } from '../context.ts';
import { addHostRequest, host } from '../schemas/hosts.ts';
import { idParams, listQuery } from '../schemas/names.ts';

const BASE = '/netwright/v1/hosts';

export function addHostRoutes(app: HttpApp, context: ApiContext): void {
  const { db, ports } = context;
  app.post(
    BASE,
    { schema: { tags: ['netwright'], body: addHostRequest, response: { 201: host } } },
    async (request, reply) => {
      const created = await addHost(context, request.body);
      reply.code(201).header('Location', `${BASE}/${created.id}`);
      return toHostBody(created, []);
    },
  );
  app.get(
    BASE,
    { schema: { tags: ['netwright'], querystring: listQuery, response: { 200: z.array(host) } } },
    async (request) => {
      const plans = await listLivePlans(db);
      return applyFilter(
        (await listHosts(db)).map((row) => toHostBody(row, plans)),
        request.query.filter,
      );
    },
  );
  app.get(
    `${BASE}/:id`,
    { schema: { tags: ['netwright'], params: idParams, response: { 200: host } } },
    async (request) => toHostBody(await loadHost(db, request.params.id), await listLivePlans(db)),
  );
  app.delete(
    `${BASE}/:id`,
    { schema: { tags: ['netwright'], params: idParams, response: { 204: z.null() } } },
    async (request, reply) => {
      const { id, keyPath } = await loadHost(db, request.params.id);
      const users = (await listLivePlans(db))
        .filter((plan) => usesHost(plan, id))
        .map((plan) => plan.nsInstanceId);
      if (users.length > 0) {
        throw new NetwrightError(
          nfvoErrors.NFVO_HOST_IN_USE,
          `The host carries ${users.length} NS instance(s).`,
          {
            facts: { nsInstanceIds: users },
          },
        );
      }
      await ports.infrastructure.removeHost(id);
      await deleteHost(db, id);
      await rm(keyPath, { force: true });
      return reply.code(204).send(null);
    },
  );
  app.get(
    `${BASE}/:id/snapshot`,
    { schema: { tags: ['netwright'], params: idParams, response: { 200: z.unknown() } } },
    async (request) => {
      const { id } = await loadHost(db, request.params.id);
      return ports.infrastructure.snapshot(id);
    },
  );
}

async function addHost(context: ApiContext, request: z.infer<typeof addHostRequest>): Promise<ComputeHost> {
  const address = parseHostUrl(request.url);
  const name = request.name ?? address.name;
  await assertHostIsNew(context.db, name, address.url);
  const id = randomUUID();
  const keyPath = await writeKey(context.stateDir, id, request.privateKey);
  const { infrastructure } = context.ports;
  const physicalNetworks = request.physicalNetworks ?? {};
  try {
    const { privateKey, hostKeySha256 } = request;
    const given = { hostId: id, name, url: address.url, privateKey, hostKeySha256, physicalNetworks };
    return await infrastructure.addHost(given, (seen) =>
      createHost(context.db, {
        id,
        name,
        url: address.url,
        user: address.user,
        keyPath,
        physicalNetworks,
        ...seen,
      }),
    );
  } catch (error) {
    await rm(keyPath, { force: true });
    throw error;
  }
}

/** Throws NFVO_HOST_URL_INVALID. */
export function parseHostUrl(text: string): { url: string; user: string; name: string } {
  const refuse = (why: string) => new NetwrightError(nfvoErrors.NFVO_HOST_URL_INVALID, `${why}.`);
  if (!URL.canParse(text)) throw refuse('The host address is no URL');
  const { protocol, username, password, hostname, port, pathname, search, hash } = new URL(text);
  if (protocol !== 'ssh:') throw refuse('The host address does not begin with ssh://');
  if (username === '' || hostname === '') throw refuse('The host address names no user or no host');
  if (password !== '') throw refuse('The host address must not hold a password');
  if (pathname.replace('/', '') !== '' || search !== '' || hash !== '')
    throw refuse('The host address has a path');
  const user = decodeURIComponent(username);
  const at = hostname.toLowerCase();
  return {
    url: `ssh://${username}@${at}:${port === '' ? 22 : port}`,
    user,
    name: `${at.replace(/[[\]]/g, '').replaceAll(':', '-')}${port === '' || port === '22' ? '' : `-${port}`}`,
  };
}

async function writeKey(stateDir: string, hostId: string, privateKey: string): Promise<string> {
  const folder = join(stateDir, 'keys');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, hostId);
  // OpenSSH keys must end in a newline; text pasted without one is common.
  await writeFile(path, privateKey.endsWith('\n') ? privateKey : `${privateKey}\n`, {
    mode: 0o600,
    flush: true,
  });
  await chmod(path, 0o600);
  return path;
}
