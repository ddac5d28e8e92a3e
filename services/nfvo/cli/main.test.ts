import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createVnflcmRoutes } from '#vnfm/api/vnf-instances.ts';
import { vnfmMigrations } from '#vnfm/store/migrations.ts';
import { type ApiUnderTest, startApi, TOKEN } from '../api/testing/api-under-test.ts';
import { NSD_ID, putCatalogue, VNF_PKG_ID } from '../api/testing/catalogue.ts';
import { proof } from '../api/testing/fake-ports.ts';
import { sampleArchive, spoiltArchive } from '../api/testing/sample-archives.ts';
import { samplePlan } from '../api/testing/sample-plan.ts';
import { nfvoErrors } from '../errors.ts';
import { setNsState } from '../store/ns-instances.ts';
import { stepFinished, stepStarted } from '../store/operation-steps.ts';
import { setOperationState } from '../store/operations.ts';
import { runCli } from './main.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

let api: ApiUnderTest;
let url: string;
let folder: string;
const interrupt = new AbortController();

beforeAll(async () => {
  api = await startApi({ migrations: vnfmMigrations, alsoServe: (db) => [createVnflcmRoutes(db)] });
  await putCatalogue(api.db);
  api.ports.answers.plan = (nsInstanceId) =>
    samplePlan({ nsInstanceId, vnfPkgId: VNF_PKG_ID, hash: nsInstanceId.replaceAll('-', '').repeat(2) });
  url = await api.app.listen({ port: 0, host: '127.0.0.1' });
  folder = await mkdtemp(join(tmpdir(), 'netwright-cli-'));
});
afterAll(async () => {
  await api.close();
  await rm(folder, { recursive: true });
});

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function netwright(
  line: string | readonly string[],
  environment = {},
  interrupted = interrupt.signal,
): Promise<Run> {
  const written = { out: '', err: '' };
  const terminal = {
    out: (text: string) => {
      written.out += text;
    },
    err: (text: string) => {
      written.err += text;
    },
    isTty: false,
    isErrTty: false,
    columns: 100,
    environment: { NETWRIGHT_URL: url, NETWRIGHT_TOKEN: TOKEN, ...environment },
    interrupted,
  };
  const code = await runCli(typeof line === 'string' ? line.split(' ') : line, terminal, {
    version: '0.0.0',
    serve: async () => undefined,
    findErrorDefinition: (c) => Object.values(nfvoErrors).find((e) => e.code === c),
  });
  return { code, ...written };
}

const lastOperation = async () =>
  JSON.parse((await netwright('op list -o json')).out).items.at(-1).id as string;

describe('output and names', () => {
  it('prints lists as tables, API objects, or ids', async () => {
    const { out: table } = await netwright('nsd list');
    expect(table).toMatch(
      /^ID +NAME +VERSION +STATE +USAGE\nnsd-info-1 +web +1\.0 +ONBOARDED +NOT_IN_USE\n$/,
    );
    expect((await netwright('nsd list -o wide')).out).toContain(NSD_ID);
    expect(JSON.parse((await netwright('nsd list -o json')).out).items[0]).toMatchObject({ nsdId: NSD_ID });
    expect((await netwright('nsd list -o yaml')).out).toMatch(/^items:\n {2}- /);
    expect((await netwright('nsd list -o name')).out).toBe('nsd-info-1\n');
    expect((await netwright('-o name nsd show web')).out).toBe('nsd-info-1\n');
    expect((await netwright(`nsd show ${NSD_ID}`)).code).toBe(0);
  });

  it('takes names, ids and beginnings of ids that fit one thing only', async () => {
    for (const name of ['twin', 'twin'])
      expect((await netwright(`ns create ${name} --nsd web`)).code).toBe(0);
    const ids: string[] = (await netwright('ns list -o name')).out.trim().split('\n');
    expect((await netwright(`ns show ${ids[0]?.slice(0, 13)}`)).code).toBe(0);
    const ambiguous = await netwright('ns show twin');
    expect(ambiguous.code).toBe(2);
    expect(ambiguous.err).toContain(ids[0]);
    for (const id of ids) expect((await netwright(`ns delete ${id}`)).out).toBe(`${id}\n`);
  });

  it('gives help with examples on every command, and the exit codes', async () => {
    const nouns = ['package', 'nsd', 'host', 'ns', 'op', 'vnf'];
    expect((await netwright('--help')).out).toContain('FAILED_TEMP');
    for (const noun of nouns) {
      const { out } = await netwright([noun, '--help']);
      const verbs = [...out.matchAll(/^ {2}([a-z]+) /gm)].map((m) => m[1] ?? '').filter((v) => v !== 'help');
      expect(verbs.length).toBeGreaterThan(1);
      for (const verb of verbs)
        expect((await netwright([noun, verb, '--help'])).out).toContain(`$ netwright ${noun} ${verb}`);
    }
  });
});

describe('exit codes', () => {
  it.each([
    ['frobnicate', 2],
    ['ns create x', 2],
    ['nsd list -o xml', 2],
    ['ns show nothing', 4],
    ['explain NFVO_PLAN_STALE', 0],
    ['explain NFV-D068', 0],
    ['explain NOPE', 4],
    ['op wait nothing', 4],
    ['validate /nonexistent.csar', 3],
    ['package onboard /nonexistent.csar', 2],
  ])('netwright %s → %d', async (line, code) => {
    const run = await netwright(line);
    expect(run.code).toBe(code);
    expect(code === 0 ? run.out : run.err + run.out).toMatch(/\w/);
    if (code === 0) expect(run.err).toBe('');
  });

  it('tells a wrong token (6) from a server that is away (9)', async () => {
    const wrong = await netwright('ns list', { NETWRIGHT_TOKEN: 'wrong' });
    expect(wrong).toMatchObject({ code: 6, err: expect.stringContaining('HTTP_UNAUTHORIZED') });
    const away = await netwright('ns list --url http://127.0.0.1:9');
    expect(away).toMatchObject({ code: 9, err: expect.stringContaining('netwright serve') });
  });
});

describe('packages', () => {
  it('are built from what init writes, onboarded, and deleted again', async () => {
    const [image, source] = [join(folder, 'x.qcow2'), join(folder, 'my-firewall')];
    await writeFile(image, 'QFI\xfb');
    expect((await netwright(['package', 'init', source, '--provider', 'acme', '--image', image])).code).toBe(
      0,
    );
    const validated = await netwright(['validate', source]);
    const built = await netwright(['package', 'build', source]);
    expect({ ...built, validated: validated.out }).toMatchObject({ code: 0, out: `${source}.csar\n` });
    const onboarded = await netwright(['package', 'onboard', `${source}.csar`]);
    expect(onboarded).toMatchObject({ code: 0, out: expect.stringContaining('my-firewall') });
    expect((await netwright('package list')).out).toContain('my-firewall');
    expect((await netwright('package delete my-firewall')).code).toBe(0);
    expect((await netwright('package show my-firewall')).code).toBe(4);
  });

  it('are refused with place and reason (3), and nothing of them stays', async () => {
    const before = (await netwright('package list -o name')).out;
    const file = join(folder, 'bad.csar');
    const archive = await spoiltArchive('bump-firewall', (files) => {
      const path = 'Definitions/bump-firewall.yaml';
      files.set(path, (files.get(path) ?? '').replace('num_virtual_cpu: 1', 'num_virtual_cpu: many'));
    });
    await writeFile(file, archive);
    const refused = await netwright(['package', 'onboard', file]);
    expect(refused.code).toBe(3);
    expect(refused.err).toMatch(
      /NFVO_PACKAGE_INVALID[\s\S]*at bad:Definitions\/bump-firewall\.yaml:\d+:\d+[\s\S]*→/,
    );
    expect((await netwright('package list -o name')).out).toBe(before);
    await writeFile(file, await sampleArchive('inspected-web'));
    const early = await netwright(['nsd', 'onboard', file]);
    expect(early).toMatchObject({ code: 3, err: expect.stringContaining('NFVO_VNFD_NOT_ONBOARDED') });
    expect((await netwright('nsd list -o name')).out).toBe('nsd-info-1\n');
  });
});

describe('hosts', () => {
  it('are added with a key file and shown by cell', async () => {
    const key = join(folder, 'id_ed25519');
    await writeFile(key, 'KEY\n');
    const add = ['host', 'add', 'ssh://root@192.0.2.7', '--identity', key, '--name', 'blade7'];
    const added = await netwright([...add, '--physnet', 'physnet1=ens1,ens2', '--physnet', 'physnet2=ens3']);
    expect(added).toMatchObject({ code: 0, out: expect.stringContaining('8/8 free pages of 2048 KiB') });
    expect(added.out).toContain('physnet1=ens1,ens2 physnet2=ens3');
    expect((await netwright(add)).code).toBe(5);
    expect(JSON.parse((await netwright('host snapshot blade7')).out)).toMatchObject({ domains: [] });
    expect((await netwright('host remove blade7')).code).toBe(0);
  });
});

describe('a network service', () => {
  it('is planned, watched to its end, proven and taken down', async () => {
    await netwright('ns create web1 --nsd web');
    const plan = await netwright('ns plan web1 --sap sap_left=blade7:tap0');
    expect(plan.code).toBe(0);
    for (const text of [
      'vCPU 0 → CPU 3',
      '128 pages of 2048 KiB',
      'VF 2 of ens1',
      'VLAN 100',
      'tap0 → firewall → tap1',
      'table=0,priority=1',
    ]) {
      expect(plan.out).toContain(text);
    }
    const hash = JSON.parse((await netwright('ns plan web1 -o json')).out).plan.hash;
    expect(await netwright(`ns instantiate web1 --plan ${'e'.repeat(64)}`)).toMatchObject({
      code: 5,
      err: expect.stringContaining('NFVO_PLAN_STALE'),
    });
    const accepted = await netwright(`ns instantiate web1 --plan ${hash} --on-failure hold`);
    expect(accepted.code).toBe(0);
    const op = accepted.out.trim();
    expect((await netwright('ns instantiate web1')).code).toBe(5);
    expect(await netwright(`op wait ${op.slice(0, 8)} --timeout 1s`)).toMatchObject({
      code: 7,
      err: expect.stringContaining(`op wait ${op}`),
    });

    const waiting = netwright(`op wait ${op}`);
    await stepStarted(api.db, op, 'createVnfc:c1');
    await stepFinished(api.db, op, 'createVnfc:c1', 'FAILED', 'no pages');
    await setOperationState(api.db, op, 'FAILED_TEMP', {
      code: 'VIM_NO_PAGES',
      detail: 'cell 1 has none left',
    });
    const held = await waiting;
    expect(held).toMatchObject({ code: 8, out: '' });
    expect(held.err).toMatch(
      /\[0\/\d+\] … firewall: Start [\s\S]*✗ firewall: [^\n]*no pages[\s\S]*VIM_NO_PAGES[\s\S]*netwright op retry/,
    );

    api.ports.answers.decide = (_verb, id) => setOperationState(api.db, id, 'PROCESSING');
    const retried = netwright(`op retry ${op} --wait`);
    await vi.waitFor(async () => expect((await netwright(`op show ${op}`)).out).toContain('PROCESSING'));
    await setNsState(api.db, JSON.parse((await netwright('ns show web1 -o json')).out).id, 'INSTANTIATED');
    await setOperationState(api.db, op, 'COMPLETED');
    expect(await retried).toMatchObject({ code: 0, err: expect.stringContaining('COMPLETED') });

    expect(await netwright('ns prove web1')).toMatchObject({ code: 0, out: 'text: holds\n' });
    api.ports.answers.prove = (nsInstanceId) => proof(nsInstanceId, 'broken');
    expect(await netwright('ns prove web1 --format junit')).toMatchObject({
      code: 10,
      out: 'junit: broken\n',
    });
    expect(JSON.parse((await netwright('ns prove web1 --last --format json')).out).verdict).toBe('broken');
    expect((await netwright('ns delete web1')).code).toBe(5);

    const terminating = netwright('ns terminate web1 --wait');
    await vi.waitFor(async () => expect((await netwright('op list')).out).toContain('TERMINATE'));
    await setNsState(
      api.db,
      JSON.parse((await netwright('ns show web1 -o json')).out).id,
      'NOT_INSTANTIATED',
    );
    await setOperationState(api.db, await lastOperation(), 'COMPLETED');
    expect((await terminating).code).toBe(0);
    expect((await netwright('ns delete web1')).code).toBe(0);
  });

  it('ends 1 when it was rolled back; Ctrl-C only detaches', async () => {
    await netwright('ns create web2 --nsd web');
    const op = (await netwright('ns instantiate web2')).out.trim();
    const ctrlC = new AbortController();
    const watching = netwright(`op wait ${op}`, {}, ctrlC.signal);
    setTimeout(() => ctrlC.abort(), 300);
    expect(await watching).toMatchObject({
      code: 0,
      err: expect.stringContaining(`netwright op wait ${op}`),
    });
    await setOperationState(api.db, op, 'ROLLING_BACK', { code: 'VIM_PORT_FAILED', detail: 'no mempool' });
    await setOperationState(api.db, op, 'ROLLED_BACK');
    expect(await netwright(`op wait ${op}`)).toMatchObject({
      code: 1,
      err: expect.stringContaining('no mempool'),
    });
  });
});
