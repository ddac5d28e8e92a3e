/** The whole API on a database in memory and a state folder of its own; requests carry the token unless told. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Database, migrate, openDatabase } from '#kernel/database.ts';
import type { HttpApp } from '#kernel/http-app.ts';
import { createLogger } from '#kernel/log.ts';
import { nfvoMigrations } from '../../store/migrations.ts';
import type { RouteSet } from '../app.ts';
import { createNfvoApp } from '../app.ts';
import type { VnfInstancesPort } from '../ports.ts';
import { type FakePorts, fakePorts } from './fake-ports.ts';
import { samplePlan } from './sample-plan.ts';

export const TOKEN = 'test-token';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of any shape
  readonly body: any;
}

export interface ApiUnderTest {
  readonly app: HttpApp;
  readonly db: Database;
  readonly stateDir: string;
  readonly ports: FakePorts;
  call(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    url: string,
    options?: CallOptions,
  ): Promise<Answer>;
  /** Creates, uploads, and waits until the package is judged; its id and final VnfPkgInfo. */
  onboardVnf(archive: Buffer): Promise<Answer>;
  close(): Promise<void>;
}

export interface CallOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly token?: string | null;
}

export interface StartOptions {
  readonly vnfInstances?: VnfInstancesPort;
  readonly alsoServe?: (db: Database) => readonly RouteSet[];
  readonly migrations?: Parameters<typeof migrate>[1];
}

const noVnfInstances: VnfInstancesPort = {
  registerVnfInstances: async () => undefined,
  removeVnfInstances: async () => undefined,
};

export async function startApi(options: StartOptions = {}): Promise<ApiUnderTest> {
  const db = await openDatabase('memory://');
  await migrate(db, [...nfvoMigrations, ...(options.migrations ?? [])]);
  const stateDir = await mkdtemp(join(tmpdir(), 'netwright-api-'));
  const plan = (nsInstanceId: string) => samplePlan({ nsInstanceId, vnfPkgId: 'unset' });
  const ports = fakePorts(plan, options.vnfInstances ?? noVnfInstances);
  const app = await createNfvoApp({
    db,
    stateDir,
    ports,
    token: TOKEN,
    logger: createLogger('test', 'silent'),
    alsoServe: options.alsoServe?.(db) ?? [],
  });
  const call: ApiUnderTest['call'] = async (method, url, { body, headers = {}, token = TOKEN } = {}) => {
    const auth: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` };
    const payload = body === undefined ? {} : { payload: body as string | Buffer | object };
    const response = await app.inject({ method, url, headers: { ...auth, ...headers }, ...payload });
    const isJson = /json/.test(String(response.headers['content-type']));
    return {
      status: response.statusCode,
      headers: response.headers,
      body: isJson && response.body !== '' ? response.json() : response.body,
    };
  };
  const onboardVnf: ApiUnderTest['onboardVnf'] = async (archive) => {
    const { body: created } = await call('POST', '/vnfpkgm/v1/vnf_packages', { body: {} });
    const url = `/vnfpkgm/v1/vnf_packages/${created.id}`;
    await call('PUT', `${url}/package_content`, {
      body: archive,
      headers: { 'content-type': 'application/zip' },
    });
    for (;;) {
      const answer = await call('GET', url);
      if (['ONBOARDED', 'ERROR'].includes(answer.body.onboardingState)) return answer;
      await delay(5);
    }
  };
  const close = async () => {
    await app.close();
    await db.close();
    await rm(stateDir, { recursive: true, force: true });
  };
  return { app, db, stateDir, ports, call, onboardVnf, close };
}
