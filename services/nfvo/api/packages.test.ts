import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type ApiUnderTest, startApi } from './testing/api-under-test.ts';
import { sampleArchive, spoiltArchive } from './testing/sample-archives.ts';

const ZIP = { 'content-type': 'application/zip' };
// Making a database in WebAssembly takes seconds on a busy machine.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 120_000 });

let api: ApiUnderTest;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const folders = () => readdir(join(api.stateDir, 'packages')).catch(() => []);
const place = (text: string, needle: string) => text.slice(0, text.indexOf(needle)).split('\n').length;

async function disableAndDelete(url: string, attribute: string) {
  await api.call('PATCH', url, {
    body: { [attribute]: 'DISABLED' },
    headers: { 'content-type': 'application/merge-patch+json' },
  });
  return api.call('DELETE', url);
}

describe('bad VNF packages end in ERROR with a stable code and leave no file', () => {
  it.each([
    ['a broken archive', async () => Buffer.from('PK\x03\x04 cut off'), 'NFVO_PACKAGE_INVALID', undefined],
    [
      'a wrong type',
      () =>
        spoiltArchive('bump-firewall', (files) => {
          const path = 'Definitions/bump-firewall.yaml';
          files.set(path, (files.get(path) ?? '').replace('num_virtual_cpu: 1', 'num_virtual_cpu: many'));
        }),
      'NFVO_PACKAGE_INVALID',
      /bump-firewall\.yaml$/,
    ],
    [
      'a dangling reference',
      () =>
        spoiltArchive('bump-firewall', (files) => {
          const path = 'Definitions/bump-firewall.yaml';
          files.set(
            path,
            (files.get(path) ?? '').replace('virtual_binding: VDU_FW', 'virtual_binding: VDU_NONE'),
          );
        }),
      'NFVO_PACKAGE_INVALID',
      /bump-firewall\.yaml$/,
    ],
    ['an NSD instead of a VNFD', () => sampleArchive('inspected-web'), 'NFVO_PACKAGE_WRONG_KIND', undefined],
  ])('%s', async (_what, archive, code, file) => {
    const { body } = await api.onboardVnf(await archive());
    expect(body).toMatchObject({
      onboardingState: 'ERROR',
      operationalState: 'DISABLED',
      onboardingFailureDetails: { code, status: 422, retryable: false },
    });
    expect(body.onboardingFailureDetails.remedy).not.toBe('');
    if (file !== undefined) {
      const { source } = body.onboardingFailureDetails;
      expect(source.file).toMatch(file);
      expect(source.line).toBeGreaterThan(1);
      expect(source.column).toBeGreaterThan(0);
    }
    await expect.poll(folders).toEqual([]);
    expect((await api.call('DELETE', `/vnfpkgm/v1/vnf_packages/${body.id}`)).status).toBe(204);
  });

  it('names the line of the wrong value', async () => {
    let line = 0;
    const archive = await spoiltArchive('bump-firewall', (files) => {
      const path = 'Definitions/bump-firewall.yaml';
      const text = (files.get(path) ?? '').replace('num_virtual_cpu: 1', 'num_virtual_cpu: many');
      line = place(text, 'num_virtual_cpu: many');
      files.set(path, text);
    });
    const { body } = await api.onboardVnf(archive);
    expect(body.onboardingFailureDetails.source.line).toBe(line);
    await api.call('DELETE', `/vnfpkgm/v1/vnf_packages/${body.id}`);
  });

  it('an empty body is refused at once', async () => {
    const { body } = await api.call('POST', '/vnfpkgm/v1/vnf_packages', { body: {} });
    const url = `/vnfpkgm/v1/vnf_packages/${body.id}`;
    const put = await api.call('PUT', `${url}/package_content`, { headers: ZIP });
    expect(put).toMatchObject({ status: 400, body: { code: 'NFVO_PACKAGE_CONTENT_EMPTY' } });
    await expect.poll(folders).toEqual([]);
    await api.call('DELETE', url);
  });
});

describe('the life of a package', () => {
  it('goes from nothing to ONBOARDED to nothing, and its NSD with it', async () => {
    const nsdUrl = '/nsd/v1/ns_descriptors';
    const firewall = (await api.onboardVnf(await sampleArchive('bump-firewall'))).body;
    expect(firewall).toMatchObject({
      onboardingState: 'ONBOARDED',
      operationalState: 'ENABLED',
      usageState: 'NOT_IN_USE',
      vnfProductName: 'Bump Firewall',
      softwareImages: [{ imagePath: 'Files/images/bump-firewall.qcow2', diskFormat: 'QCOW2', size: 25 }],
    });
    const extracted = join(api.stateDir, 'packages', firewall.id, 'artifacts/Files/images');
    expect(await readdir(extracted)).toEqual(['bump-firewall.qcow2']);

    const archive = await sampleArchive('inspected-web');
    const { body: early } = await api.call('POST', nsdUrl, { body: {} });
    const refused = await api.call('PUT', `${nsdUrl}/${early.id}/nsd_content`, {
      body: archive,
      headers: ZIP,
    });
    expect(refused).toMatchObject({
      status: 422,
      body: { code: 'NFVO_VNFD_NOT_ONBOARDED', facts: { missingVnfdIds: [expect.any(String)] } },
    });
    expect(refused.body.source.file).toMatch(/inspected-web\.yaml$/);
    expect(refused.body.source.line).toBeGreaterThan(1);
    await expect.poll(folders).toEqual([firewall.id]);
    const afterwards = await api.call('GET', `${nsdUrl}/${early.id}`);
    expect(afterwards.body.nsdOnboardingState).toBe('ERROR');
    expect(afterwards.body.onboardingFailureDetails.code).toBe('NFVO_VNFD_NOT_ONBOARDED');

    const monitor = (await api.onboardVnf(await sampleArchive('monitor'))).body;
    const put = await api.call('PUT', `${nsdUrl}/${early.id}/nsd_content`, {
      body: archive,
      headers: { ...ZIP, 'content-disposition': 'attachment; filename="web.csar"' },
    });
    expect(put.status).toBe(204);
    const nsd = (await api.call('GET', `${nsdUrl}/${early.id}`)).body;
    expect(nsd.vnfPkgIds.toSorted()).toEqual([firewall.id, monitor.id].toSorted());
    expect(nsd.onboardingFailureDetails).toBeUndefined();

    const held = await disableAndDelete(`/vnfpkgm/v1/vnf_packages/${firewall.id}`, 'operationalState');
    expect(held).toMatchObject({
      status: 409,
      body: { code: 'NFVO_PACKAGE_IN_USE', facts: { nsdInfoIds: [nsd.id] } },
    });
    expect((await disableAndDelete(`${nsdUrl}/${nsd.id}`, 'nsdOperationalState')).status).toBe(204);
    for (const { id } of [firewall, monitor]) {
      expect((await disableAndDelete(`/vnfpkgm/v1/vnf_packages/${id}`, 'operationalState')).status).toBe(204);
    }
    await expect.poll(folders).toEqual([]);
  });

  it('refuses the same descriptor twice', async () => {
    const first = (await api.onboardVnf(await sampleArchive('bump-firewall'))).body;
    const second = (await api.onboardVnf(await sampleArchive('bump-firewall'))).body;
    expect(second.onboardingFailureDetails).toMatchObject({ code: 'NFVO_DESCRIPTOR_DUPLICATE', status: 409 });
    await expect.poll(folders).toEqual([first.id]);
    const url = `/vnfpkgm/v1/vnf_packages/${first.id}`;
    const again = await api.call('PUT', `${url}/package_content`, { body: Buffer.from('x'), headers: ZIP });
    expect(again).toMatchObject({ status: 409, body: { code: 'NFVO_PACKAGE_STATE' } });
    const vnfd = await api.call('GET', `${url}/vnfd`, { headers: { accept: 'text/plain' } });
    expect(vnfd.body).toContain('VDU_FW');
    expect((await api.call('GET', `${url}/package_content`)).headers['content-type']).toBe('application/zip');
    expect((await disableAndDelete(url, 'operationalState')).status).toBe(204);
  });

  it('compares If-Match before it changes anything', async () => {
    const { body, headers } = await api.call('POST', '/vnfpkgm/v1/vnf_packages', {
      body: { userDefinedData: { a: 1 } },
    });
    const url = `/vnfpkgm/v1/vnf_packages/${body.id}`;
    const patch = (etag: string) =>
      api.call('PATCH', url, { body: { userDefinedData: { a: 2 } }, headers: { 'if-match': etag } });
    expect(await patch('"99"')).toMatchObject({ status: 412, body: { code: 'HTTP_PRECONDITION_FAILED' } });
    expect((await patch(String(headers.etag))).status).toBe(200);
    expect((await patch(String(headers.etag))).status).toBe(412);
    expect((await api.call('GET', url)).body.userDefinedData).toEqual({ a: 2 });
  });
});
