import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { NetwrightError } from '#kernel/errors.ts';
import { nfvoErrors } from '../errors.ts';
import { setNsState } from '../store/ns-instances.ts';
import { stepFinished, stepMessage, stepStarted } from '../store/operation-steps.ts';
import { listOperations, nextGeneration, setOperationState } from '../store/operations.ts';
import { type ApiUnderTest, startApi } from './testing/api-under-test.ts';
import { NSD_ID, putCatalogue, VNF_PKG_ID } from './testing/catalogue.ts';
import { proof } from './testing/fake-ports.ts';
import { samplePlan } from './testing/sample-plan.ts';

const NS = '/nslcm/v1/ns_instances';
const OPS = '/nslcm/v1/ns_lcm_op_occs';
// Making a database in WebAssembly takes seconds on a busy machine.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 120_000 });

let api: ApiUnderTest;
let id: string;

beforeAll(async () => {
  api = await startApi();
  await putCatalogue(api.db);
});
afterAll(() => api.close());
beforeEach(async () => {
  api.ports.answers.plan = (nsInstanceId) =>
    samplePlan({ nsInstanceId, vnfPkgId: VNF_PKG_ID, hash: nsInstanceId.replaceAll('-', '').repeat(2) });
  api.ports.answers.start = () => undefined;
  api.ports.calls.length = 0;
  id = (await api.call('POST', NS, { body: { nsdId: NSD_ID, nsName: 'web1' } })).body.id;
});

const instantiate = (netwright: object = {}) =>
  api.call('POST', `${NS}/${id}/instantiate`, {
    body: { nsFlavourId: 'default', additionalParamsForNs: { netwright } },
  });
const operationOf = (answer: { headers: Readonly<Record<string, unknown>> }) =>
  String(answer.headers.location).split('/').at(-1) ?? '';

describe('an instantiation', () => {
  it('is planned, written down and started before it is accepted', async () => {
    const plan = await api.call('POST', `/netwright/v1/ns_instances/${id}/plan`, {
      body: { nsFlavourId: 'default' },
    });
    expect(plan.body.flows).toEqual([
      { hostId: 'h1', hostName: 'blade7', flows: ['table=0,priority=1,actions=drop'] },
    ]);
    expect(await listOperations(api.db)).toEqual([]);

    const accepted = await instantiate({ planHash: plan.body.plan.hash, onFailure: 'hold' });
    expect(accepted.status).toBe(202);
    expect(api.ports.calls).toEqual([`instantiate ${id} hold`]);
    const occ = operationOf(accepted);
    const steps = await api.call('GET', `/netwright/v1/ns_lcm_op_occs/${occ}/steps`);
    expect(steps.body.map((s: { stepId: string }) => s.stepId)).toEqual(
      plan.body.steps.map((s: { stepId: string }) => s.stepId),
    );
    expect(steps.body.length).toBeGreaterThan(4);
    expect((await api.call('GET', `${NS}/${id}`)).body.vnfInstance).toMatchObject([
      { vnfProfileId: 'firewall' },
    ]);
    expect(await nextGeneration(api.db, id)).toBe(2);

    const second = await instantiate();
    expect(second).toMatchObject({ status: 409, body: { code: 'NFVO_OPERATION_RUNNING', retryable: true } });
    expect((await api.call('DELETE', `${NS}/${id}`)).body.code).toBe('NFVO_OPERATION_RUNNING');

    await setOperationState(api.db, occ, 'COMPLETED');
    await setNsState(api.db, id, 'INSTANTIATED');
    expect((await instantiate()).body.code).toBe('NFVO_NS_STATE');
    expect((await api.call('DELETE', `${NS}/${id}`)).body.code).toBe('NFVO_NS_STATE');

    const terminated = await api.call('POST', `${NS}/${id}/terminate`, { body: {} });
    expect(terminated.status).toBe(202);
    await setNsState(api.db, id, 'NOT_INSTANTIATED');
    await setOperationState(api.db, operationOf(terminated), 'COMPLETED');
    expect((await api.call('POST', `${NS}/${id}/terminate`)).body.code).toBe('NFVO_NS_STATE');
    expect((await api.call('DELETE', `${NS}/${id}`)).status).toBe(204);
    expect((await api.call('GET', `${OPS}/${occ}`)).body.operationState).toBe('COMPLETED');
  });

  it('refuses what planning refuses, with the reasons per host, and leaves nothing', async () => {
    const before = (await listOperations(api.db)).length;
    api.ports.answers.plan = () => {
      throw new NetwrightError(nfvoErrors.NFVO_PLACEMENT_REFUSED, 'no host fits', {
        facts: { hosts: { blade7: ['3 cores short on cell 1'] } },
      });
    };
    expect(await instantiate()).toMatchObject({
      status: 409,
      body: { code: 'NFVO_PLACEMENT_REFUSED', facts: { hosts: { blade7: ['3 cores short on cell 1'] } } },
    });
    expect((await listOperations(api.db)).length).toBe(before);
    expect((await api.call('DELETE', `${NS}/${id}`)).status).toBe(204);
  });

  it.each([
    ['a plan that is stale', { planHash: 'b'.repeat(64) }, 'NFVO_PLAN_STALE', 409],
    [
      'a SAP the NSD has not',
      { sapAttachments: { nowhere: { interface: 'tap0' } } },
      'NFVO_SAP_UNKNOWN',
      422,
    ],
    [
      'an interface name with a space',
      { sapAttachments: { sap_left: { interface: 'a b' } } },
      'HTTP_BAD_REQUEST',
      400,
    ],
  ])('refuses %s', async (_what, netwright, code, status) => {
    expect(await instantiate(netwright)).toMatchObject({ status, body: { code } });
    expect(api.ports.calls).toEqual([]);
  });

  it('refuses a flavour the NSD has not, with its place', async () => {
    const answer = await api.call('POST', `${NS}/${id}/instantiate`, { body: { nsFlavourId: 'big' } });
    expect(answer).toMatchObject({
      status: 422,
      body: { code: 'NFVO_FLAVOUR_UNKNOWN', source: { line: 3 } },
    });
  });

  it('survives a workflow engine that is away: accepted, and started as soon as it is back', async () => {
    api.ports.answers.start = () => {
      throw new Error('engine away');
    };
    expect((await instantiate()).status).toBe(202);
    api.ports.answers.start = () => undefined;
    for (let i = 0; i < 300 && api.ports.calls.length < 2; i += 1) await delay(20);
    expect(api.ports.calls.slice(0, 2)).toEqual([`instantiate ${id} rollback`, `instantiate ${id} rollback`]);
  });
});

describe('an operation', () => {
  it('takes decisions in FAILED_TEMP only, and shows the new state at once', async () => {
    const occ = operationOf(await instantiate());
    const decide = (verb: string) => api.call('POST', `${OPS}/${occ}/${verb}`);
    for (const verb of ['retry', 'rollback', 'fail']) {
      expect(await decide(verb)).toMatchObject({ status: 409, body: { code: 'NFVO_OPERATION_STATE' } });
    }
    await setOperationState(api.db, occ, 'FAILED_TEMP', {
      code: 'VIM_NO_PAGES',
      detail: 'none left',
      stepId: 'createVnfc:c1',
    });
    const held = (await api.call('GET', `${OPS}/${occ}`)).body;
    expect(held.error).toMatchObject({
      code: 'VIM_NO_PAGES',
      detail: 'none left',
      facts: { stepId: 'createVnfc:c1' },
    });
    expect(Object.keys(held._links)).toEqual(expect.arrayContaining(['retry', 'rollback', 'fail']));

    api.ports.answers.decide = async (verb, opOccId) => {
      await delay(5);
      setTimeout(
        () => void setOperationState(api.db, opOccId, verb === 'fail' ? 'FAILED' : 'PROCESSING'),
        30,
      );
    };
    expect((await decide('retry')).status).toBe(202);
    expect((await api.call('GET', `${OPS}/${occ}`)).body).toMatchObject({ operationState: 'PROCESSING' });
    await setOperationState(api.db, occ, 'FAILED_TEMP', { code: 'X', detail: 'again' });
    expect(await decide('fail')).toMatchObject({ status: 200, body: { operationState: 'FAILED' } });
    // What it left on hosts can only be terminated.
    expect((await instantiate()).body.code).toBe('NFVO_NS_STATE');
    const terminate = await api.call('POST', `${NS}/${id}/terminate`);
    expect(terminate.status).toBe(202);
    await setOperationState(api.db, operationOf(terminate), 'FAILED_TEMP', { code: 'X', detail: 'x' });
    expect((await api.call('POST', `${OPS}/${operationOf(terminate)}/rollback`)).body.code).toBe(
      'NFVO_OPERATION_STATE',
    );
  });

  it('refuses transitions the standard does not know, and takes a repeated one', async () => {
    const occ = operationOf(await instantiate());
    await setOperationState(api.db, occ, 'ROLLING_BACK', { code: 'X', detail: 'x' });
    await setOperationState(api.db, occ, 'ROLLING_BACK', { code: 'X', detail: 'x' });
    await expect(setOperationState(api.db, occ, 'COMPLETED')).rejects.toMatchObject({
      code: 'NFVO_OPERATION_STATE',
    });
    await setOperationState(api.db, occ, 'ROLLED_BACK');
    expect((await api.call('GET', `${OPS}/${occ}`)).body.error.code).toBe('X');
    await expect(setOperationState(api.db, occ, 'PROCESSING')).rejects.toMatchObject({
      code: 'NFVO_OPERATION_STATE',
    });
  });

  it('shows the undoing of a step at the step, and streams all of it in order', async () => {
    const occ = operationOf(await instantiate());
    await stepStarted(api.db, occ, 'createVnfc:c1');
    await stepMessage(api.db, occ, 'createVnfc:c1', 'sends the image');
    await stepMessage(api.db, occ, 'createVnfc:c1', 'sends the image');
    await stepFinished(api.db, occ, 'createVnfc:c1', 'FAILED', 'no pages');
    await setOperationState(api.db, occ, 'ROLLING_BACK', { code: 'X', detail: 'x' });
    await stepStarted(api.db, occ, 'releaseVnfc:c1');
    await stepFinished(api.db, occ, 'releaseVnfc:c1', 'DONE');
    await setOperationState(api.db, occ, 'ROLLED_BACK');
    const steps = (await api.call('GET', `/netwright/v1/ns_lcm_op_occs/${occ}/steps`)).body;
    const byId = new Map(steps.map((s: { stepId: string; state: string }) => [s.stepId, s.state]));
    expect(byId.get('createVnfc:c1')).toBe('COMPENSATED');
    expect(byId.get('prove:h1')).toBe('SKIPPED');

    const events = `/netwright/v1/ns_lcm_op_occs/${occ}/events`;
    const all = (await api.call('GET', events, { headers: { accept: 'text/event-stream' } })).body as string;
    const told = [...all.matchAll(/^data: (.*)$/gm)].map((m) => JSON.parse(m[1] ?? ''));
    expect(told.map((e) => e.operationState ?? `${e.stepId} ${e.state}`)).toEqual([
      'PROCESSING',
      'createVnfc:c1 RUNNING',
      'createVnfc:c1 RUNNING',
      'createVnfc:c1 FAILED',
      'ROLLING_BACK',
      'createVnfc:c1 COMPENSATING',
      'createVnfc:c1 COMPENSATED',
      'ROLLED_BACK',
    ]);
    const ids = [...all.matchAll(/^id: (\d+)$/gm)].map((m) => m[1] ?? '');
    const rest = await api.call('GET', events, { headers: { 'last-event-id': ids[5] ?? '' } });
    expect([...(rest.body as string).matchAll(/^id: (\d+)$/gm)].map((m) => m[1])).toEqual(ids.slice(6));
  });
});

describe('a proof', () => {
  it('is made anew, kept, and given in the form asked for', async () => {
    const url = `/netwright/v1/ns_instances/${id}/proof`;
    expect(await api.call('GET', url)).toMatchObject({ status: 404, body: { code: 'NFVO_NO_PROOF' } });
    expect(await api.call('POST', url)).toMatchObject({ status: 409, body: { code: 'NFVO_NS_STATE' } });
    await setNsState(api.db, id, 'INSTANTIATED');
    api.ports.answers.prove = (nsInstanceId) => proof(nsInstanceId, 'broken');
    expect(await api.call('POST', url)).toMatchObject({ status: 200, body: { verdict: 'broken' } });
    expect((await api.call('GET', url)).body.verdict).toBe('broken');
    expect((await api.call('GET', `${url}?format=junit`)).body).toBe('junit: broken\n');
    expect((await api.call('GET', url, { headers: { accept: 'text/plain' } })).body).toBe('text: broken\n');
    expect((await api.call('GET', url, { headers: { accept: 'image/png' } })).status).toBe(406);
  });
});
