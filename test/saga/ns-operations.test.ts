/** NS operations on a real Temporal server: a fault at every step ends with nothing left, and verbs work. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cacheDirectory } from '#processes/locations.ts';
import {
  startTemporalDevServer,
  type TemporalDevServer,
  temporalNamespace,
} from '#processes/temporal/dev-server.ts';
import { obtainTemporal } from '#processes/temporal/obtain.ts';
import { instantiateNs } from '#workflows/ns/instantiate-ns.ts';
import { decideUpdate } from '#workflows/ns/operation-control.ts';
import { terminateNs } from '#workflows/ns/terminate-ns.ts';
import {
  bundleWorkflows,
  installTemporalRuntime,
  nfvoTaskQueue,
  type RunningWorker,
  startNfvoWorker,
  startVimWorker,
} from '#workflows/worker.ts';
import { outline, SimulatedWorld } from './simulated-world.ts';

let stateDir: string;
let server: TemporalDevServer;
let connection: Connection;
let native: NativeConnection;
let client: Client;
let workers: RunningWorker[];
let world: SimulatedWorld;
let operation = 0;
/** Activities of the running test's world, looked up at each call, so that the workers are started once. */
function delegating<T extends object>(of: () => T): T {
  type Activity = (...args: unknown[]) => unknown;
  const names = Object.keys(of()) as (keyof T)[];
  return Object.fromEntries(
    names.map((name) => [name, (...args: unknown[]) => (of()[name] as Activity)(...args)]),
  ) as T;
}

beforeAll(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'netwright-saga-'));
  installTemporalRuntime('ERROR');
  const binary = await obtainTemporal({ cacheDir: cacheDirectory(), onProgress: console.error });
  server = await startTemporalDevServer(binary, stateDir);
  connection = await Connection.connect({ address: server.address });
  native = await NativeConnection.connect({ address: server.address });
  client = new Client({ connection, namespace: temporalNamespace });
  world = new SimulatedWorld();
  const place = { connection: native, namespace: temporalNamespace };
  workers = [
    await startNfvoWorker(
      place,
      delegating(() => world.nfvo),
      await bundleWorkflows(),
    ),
    await startVimWorker(
      place,
      'h1',
      delegating(() => world.vim),
    ),
  ];
}, 600_000);

afterAll(async () => {
  await Promise.all(workers.map((w) => w.stop()));
  await native.close();
  await connection.close();
  await server.stop();
  await rm(stateDir, { recursive: true, force: true });
});

beforeEach(() => {
  world = new SimulatedWorld();
});

const ref = () => ({ planHash: outline.planHash, nsLcmOpOccId: `op${++operation}` });

async function instantiate(onFailure: 'rollback' | 'hold'): Promise<WorkflowHandle<typeof instantiateNs>> {
  const input = { ...ref(), onFailure };
  return client.workflow.start(instantiateNs, {
    taskQueue: nfvoTaskQueue,
    workflowId: `nslcm/${input.nsLcmOpOccId}`,
    args: [input],
  });
}

async function reachState(state: string): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (world.states.at(-1) !== state) {
    if (Date.now() > deadline) throw new Error(`still ${world.states.join(' ')}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const everything = ['path:n1', 'reservation', 'sap:s1', 'vl:l1', 'vnfc:c1', 'vnfc:c2'];
const steps = [
  'checkHost:h1',
  'createVnfc:c1',
  'createVnfc:c2',
  'createSap:s1',
  'createVirtualLink:l1',
  'createPath:n1',
  'proveHost:h1',
];

describe('instantiateNs', () => {
  it('makes everything and ends COMPLETED', async () => {
    await (await instantiate('rollback')).result();
    expect([...world.resources].sort()).toEqual(everything);
    expect(world.states).toEqual(['COMPLETED']);
    expect(world.nsState).toBe('INSTANTIATED');
  });

  for (const at of steps) {
    for (const when of ['before', 'after'] as const) {
      it(`rolls back to nothing when ${at} fails for good ${when} its effect`, async () => {
        world.fault = { at, when, times: Number.POSITIVE_INFINITY, retryable: false };
        await (await instantiate('rollback')).result();
        expect([...world.resources]).toEqual([]);
        expect(world.states).toEqual(['ROLLING_BACK', 'ROLLED_BACK']);
        expect(world.failure).toEqual({ code: 'TEST_FAULT', detail: `fault at ${at}`, stepId: at });
        expect(world.nsState).toBe('NOT_INSTANTIATED');
      });
    }
  }

  it('gets over a passing fault by itself', async () => {
    world.fault = { at: 'createVnfc:c2', when: 'after', times: 2, retryable: true };
    await (await instantiate('rollback')).result();
    expect(world.states).toEqual(['COMPLETED']);
    expect(world.calls.filter((c) => c === 'createVnfc:c2')).toHaveLength(3);
  });

  it('holds in FAILED_TEMP, then completes on retry', async () => {
    world.fault = { at: 'createPath:n1', when: 'before', times: 1, retryable: false };
    const handle = await instantiate('hold');
    await reachState('FAILED_TEMP');
    await handle.executeUpdate(decideUpdate, { args: ['retry'] });
    await handle.result();
    expect(world.states).toEqual(['FAILED_TEMP', 'PROCESSING', 'COMPLETED']);
    expect([...world.resources].sort()).toEqual(everything);
  });

  it('holds in FAILED_TEMP, then leaves nothing on rollback', async () => {
    world.fault = { at: 'proveHost:h1', when: 'before', times: 1, retryable: false };
    const handle = await instantiate('hold');
    await reachState('FAILED_TEMP');
    await handle.executeUpdate(decideUpdate, { args: ['rollback'] });
    await handle.result();
    expect([...world.resources]).toEqual([]);
    expect(world.states.at(-1)).toBe('ROLLED_BACK');
  });

  it('a failing release ends a rollback in FAILED_TEMP, naming it, and retrying the rollback finishes it', async () => {
    world.fault = { at: 'createPath:n1', when: 'before', times: 1, retryable: false };
    const handle = await instantiate('hold');
    await reachState('FAILED_TEMP');
    world.fault = { at: 'releaseSap:s1', when: 'before', times: 1, retryable: false };
    await handle.executeUpdate(decideUpdate, { args: ['rollback'] });
    await reachState('FAILED_TEMP');
    expect(world.failure?.detail).toContain('createSap:s1');
    expect([...world.resources]).toContain('sap:s1');
    await handle.executeUpdate(decideUpdate, { args: ['rollback'] });
    await handle.result();
    expect([...world.resources]).toEqual([]);
  });

  it('refuses a verb while it is processing, and leaves no trace of it', async () => {
    world.delayMs = 300;
    const handle = await instantiate('rollback');
    await expect(handle.executeUpdate(decideUpdate, { args: ['rollback'] })).rejects.toThrow();
    await handle.result();
    expect(world.states).toEqual(['COMPLETED']);
  });
});

describe('terminateNs', () => {
  it('releases all that instantiate made, and is harmless when repeated', async () => {
    await (await instantiate('rollback')).result();
    for (let i = 0; i < 2; i++) {
      const input = ref();
      await client.workflow.execute(terminateNs, {
        taskQueue: nfvoTaskQueue,
        workflowId: `nslcm/${input.nsLcmOpOccId}`,
        args: [input],
      });
    }
    expect([...world.resources]).toEqual([]);
    expect(world.nsState).toBe('NOT_INSTANTIATED');
  });
});
