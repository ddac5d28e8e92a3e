import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { NetwrightError } from '#kernel/errors.ts';
import { createVnflcmRoutes } from '#vnfm/api/vnf-instances.ts';
import { vnfmMigrations } from '#vnfm/store/migrations.ts';
import { registerVnfInstances, setVnfState } from '#vnfm/store/vnf-instances.ts';
import { nfvoErrors } from '../errors.ts';
import { parseHostUrl } from './routes/hosts.ts';
import { type ApiUnderTest, startApi } from './testing/api-under-test.ts';
import { inventory } from './testing/fake-ports.ts';

// Making a database in WebAssembly takes seconds on a busy machine.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 120_000 });

let api: ApiUnderTest;
beforeAll(async () => {
  api = await startApi({ migrations: vnfmMigrations, alsoServe: (db) => [createVnflcmRoutes(db)] });
});
afterAll(() => api.close());

const UNKNOWN = [
  ['GET', '/vnfpkgm/v1/vnf_packages/none', 'NFVO_PACKAGE_NOT_FOUND'],
  ['DELETE', '/vnfpkgm/v1/vnf_packages/none', 'NFVO_PACKAGE_NOT_FOUND'],
  ['GET', '/nsd/v1/ns_descriptors/none', 'NFVO_NSD_NOT_FOUND'],
  ['GET', '/nslcm/v1/ns_instances/none', 'NFVO_NS_NOT_FOUND'],
  ['POST', '/nslcm/v1/ns_instances/none/terminate', 'NFVO_NS_NOT_FOUND'],
  ['DELETE', '/nslcm/v1/ns_instances/none', 'NFVO_NS_NOT_FOUND'],
  ['GET', '/nslcm/v1/ns_lcm_op_occs/none', 'NFVO_OPERATION_NOT_FOUND'],
  ['POST', '/nslcm/v1/ns_lcm_op_occs/none/retry', 'NFVO_OPERATION_NOT_FOUND'],
  ['GET', '/netwright/v1/ns_lcm_op_occs/none/events', 'NFVO_OPERATION_NOT_FOUND'],
  ['GET', '/netwright/v1/hosts/none', 'NFVO_HOST_NOT_FOUND'],
  ['GET', '/vnflcm/v1/vnf_instances/none', 'VNFM_VNF_NOT_FOUND'],
  ['GET', '/nowhere', 'HTTP_ROUTE_NOT_FOUND'],
] as const;

describe('SOL013 conventions', () => {
  it.each(UNKNOWN)('%s %s is 404 with a stable code', async (method, url, code) => {
    const { status, body, headers } = await api.call(method, url);
    expect(status).toBe(404);
    expect(headers['content-type']).toContain('application/problem+json');
    expect(body).toMatchObject({ code, status: 404, instance: url, type: `urn:netwright:error:${code}` });
    for (const member of ['title', 'detail', 'remedy']) expect(body[member]).toMatch(/\w/);
  });

  it.each([null, 'wrong', ''])('refuses the token %j', async (token) => {
    const answer = await api.call('GET', '/nslcm/v1/ns_instances', { token });
    expect(answer).toMatchObject({ status: 401, body: { code: 'HTTP_UNAUTHORIZED' } });
    expect(answer.headers['www-authenticate']).toBe('Bearer');
  });

  it('asks no token for health and versions', async () => {
    expect((await api.call('GET', '/netwright/v1/health', { token: null })).body.status).toBe('ok');
    const versions = await api.call('GET', '/nslcm/api_versions', { token: null });
    expect(versions.body).toMatchObject({ uriPrefix: '/nslcm', apiVersions: [{ isDeprecated: false }] });
  });

  it('answers 405 with Allow on every method a resource has not', async () => {
    const { paths } = (await api.call('GET', '/netwright/v1/openapi.json')).body;
    for (const [path, operations] of Object.entries<object>(paths)) {
      const url = path.replace('{id}', 'none');
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const) {
        if (method.toLowerCase() in operations) continue;
        const answer = await api.call(method, url, { body: 'x', headers: { 'content-type': 'text/weird' } });
        expect([method, url, answer.status]).toEqual([method, url, 405]);
        expect(String(answer.headers.allow).replace(', HEAD', '')).toBe(
          Object.keys(operations)
            .map((m) => m.toUpperCase())
            .sort()
            .join(', '),
        );
      }
    }
  });

  it('refuses media types, versions and bodies it does not know', async () => {
    const url = '/nslcm/v1/ns_instances';
    const post = (body: unknown, headers = {}) => api.call('POST', url, { body, headers });
    expect(await post('a: 1', { 'content-type': 'application/yaml' })).toMatchObject({
      status: 415,
      body: { code: 'HTTP_UNSUPPORTED_MEDIA_TYPE' },
    });
    expect(await post('{', { 'content-type': 'application/json' })).toMatchObject({
      status: 400,
      body: { code: 'HTTP_BAD_REQUEST' },
    });
    expect(await post({ nsName: 'x' })).toMatchObject({
      status: 400,
      body: { facts: { issues: [{ path: '/nsdId' }] } },
    });
    expect(await post({ nsdId: 'none', nsName: 'x' })).toMatchObject({
      status: 404,
      body: { code: 'NFVO_NSD_NOT_FOUND' },
    });
    const get = (headers: Record<string, string>) => api.call('GET', url, { headers });
    expect(await get({ accept: 'text/html' })).toMatchObject({
      status: 406,
      body: { code: 'HTTP_NOT_ACCEPTABLE' },
    });
    expect(await get({ version: '9.9.9' })).toMatchObject({
      status: 406,
      body: { code: 'HTTP_VERSION_NOT_SUPPORTED' },
    });
    const plain = await get({});
    expect(plain).toMatchObject({ status: 200, body: [] });
    expect((await get({ version: String(plain.headers.version) })).status).toBe(200);
    expect(await api.call('GET', `${url}?filter=(like,id,x)`)).toMatchObject({
      status: 400,
      body: { code: 'HTTP_FILTER_INVALID' },
    });
    const put = await api.call('PUT', '/vnfpkgm/v1/vnf_packages/none/package_content', { body: {} });
    expect(put).toMatchObject({ status: 415, body: { facts: { consumes: ['application/zip'] } } });
  });

  it('says nothing of what it did not expect', async () => {
    api.ports.answers.addHost = () => {
      throw new Error('secret internals');
    };
    const answer = await api.call('POST', '/netwright/v1/hosts', {
      body: { url: 'ssh://u@h9', privateKey: 'K' },
    });
    expect(answer).toMatchObject({ status: 500, body: { code: 'HTTP_INTERNAL' } });
    expect(JSON.stringify(answer.body)).not.toContain('secret');
  });
});

describe('hosts', () => {
  const add = (body: object) =>
    api.call('POST', '/netwright/v1/hosts', { body: { privateKey: 'KEY', ...body } });
  const keys = () => readdir(join(api.stateDir, 'keys')).catch(() => []);

  it('keeps the key in a file of its own, and it goes with the host', async () => {
    api.ports.answers.addHost = () => ({ hostKeySha256: `SHA256:${'B'.repeat(43)}`, inventory });
    const { status, body } = await add({
      url: 'ssh://root@192.0.2.7:2222',
      physicalNetworks: { physnet1: ['ens1'] },
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      name: '192.0.2.7-2222',
      physicalNetworks: { physnet1: ['ens1'] },
      nsInstanceIds: [],
    });
    expect(JSON.stringify(body)).not.toMatch(/KEY|keyPath/);
    const key = join(api.stateDir, 'keys', body.id);
    expect(await readFile(key, 'utf8')).toBe('KEY\n');
    expect((await stat(key)).mode & 0o777).toBe(0o600);
    const { rows } = { rows: await api.db.query('SELECT * FROM compute_host') };
    expect(JSON.stringify(rows)).not.toContain('KEY');
    expect((await add({ url: 'ssh://root@192.0.2.7:2222' })).body.code).toBe('NFVO_HOST_EXISTS');
    expect((await api.call('GET', `/netwright/v1/hosts/${body.id}/snapshot`)).body).toEqual({
      hostId: body.id,
      domains: [],
    });
    expect((await api.call('DELETE', `/netwright/v1/hosts/${body.id}`)).status).toBe(204);
    expect(await keys()).toEqual([]);
  });

  it('leaves nothing of a host that cannot be reached', async () => {
    const unreachable = { ...nfvoErrors.NFVO_CONFLICT, code: 'VIM_HOST_UNREACHABLE', httpStatus: 503 };
    api.ports.answers.addHost = () => {
      throw new NetwrightError(unreachable, 'no route to host');
    };
    const answer = await add({ url: 'ssh://root@192.0.2.9' });
    expect(answer).toMatchObject({
      status: 503,
      body: { code: 'VIM_HOST_UNREACHABLE', detail: 'no route to host' },
    });
    expect(answer.headers['retry-after']).toBe('5');
    expect(await keys()).toEqual([]);
    expect((await api.call('GET', '/netwright/v1/hosts')).body).toEqual([]);
  });

  it.each(['http://u@h', 'ssh://h', 'ssh://u:pw@h', 'ssh://u@h/x', 'nonsense'])(
    'refuses the address %s',
    async (url) => {
      expect(await add({ url })).toMatchObject({ status: 400, body: { code: 'NFVO_HOST_URL_INVALID' } });
    },
  );

  it('reads addresses of both families', () => {
    expect(parseHostUrl('ssh://root@Blade7')).toEqual({
      url: 'ssh://root@blade7:22',
      user: 'root',
      name: 'blade7',
    });
    expect(parseHostUrl('ssh://root@[2001:db8::1]:2022')).toMatchObject({
      url: 'ssh://root@[2001:db8::1]:2022',
      name: '2001-db8--1-2022',
    });
  });
});

describe('VNF instances', () => {
  it('show what they are made of once they are instantiated', async () => {
    const vnf = {
      id: 'v1',
      nsInstanceId: 'n1',
      vnfProfileId: 'firewall',
      vnfdId: 'd',
      vnfPkgId: 'p',
      provider: 'acme',
      productName: 'Firewall',
      softwareVersion: '1',
      vnfdVersion: '1',
      instantiatedVnfInfo: {
        flavourId: 'default',
        vnfcResourceInfo: [
          {
            id: 'c1',
            vduId: 'VDU',
            computeResource: { vimConnectionId: 'h1', resourceId: 'dom' },
            vnfcCpInfo: [],
          },
        ],
      },
    };
    await registerVnfInstances(api.db, 'n1', [vnf]);
    const url = '/vnflcm/v1/vnf_instances/v1';
    expect((await api.call('GET', url)).body.instantiatedVnfInfo).toBeUndefined();
    await setVnfState(api.db, 'v1', 'INSTANTIATED');
    expect((await api.call('GET', url)).body).toMatchObject({
      vnfInstanceName: 'firewall',
      instantiatedVnfInfo: { vnfcResourceInfo: [{ id: 'c1' }] },
    });
    const found = await api.call('GET', '/vnflcm/v1/vnf_instances?filter=(eq,metadata/nsInstanceId,n2)');
    expect(found.body).toEqual([]);
  });
});
