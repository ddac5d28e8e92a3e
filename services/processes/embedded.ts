/**
 * `netwright serve`: everything in one process. Temporal dev server as a child on a SQLite file, PGlite on a
 * folder, all workers and the REST API. Killing it at any moment loses nothing: on the next start the store and
 * Temporal's file tell what was under way, and it goes on.
 */
import { Client, Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { resolveDatabase, resolveStateDir } from '#kernel/config.ts';
import { migrate, openDatabase } from '#kernel/database.ts';
import { describeError } from '#kernel/errors.ts';
import { ensureApiToken, tokenFile } from '#kernel/http-auth.ts';
import { createLogger } from '#kernel/log.ts';
import { createNfvoApp } from '#nfvo/api/app.ts';
import { listHosts } from '#nfvo/store/hosts.ts';
import { nfvoMigrations } from '#nfvo/store/migrations.ts';
import { ledgerMigrations } from '#vim/ledger/migrations.ts';
import { createVnflcmRoutes } from '#vnfm/api/vnf-instances.ts';
import { vnfmMigrations } from '#vnfm/store/migrations.ts';
import {
  bundleWorkflows,
  installTemporalRuntime,
  type RunningWorker,
  startNfvoWorker,
  startVimWorker,
} from '#workflows/worker.ts';
import { createActivityShell } from './activity-shell.ts';
import { createHostFleet } from './host-fleet.ts';
import { createHostLogins } from './host-logins.ts';
import { createInfrastructure } from './infrastructure.ts';
import { cacheDirectory } from './locations.ts';
import { createNfvoActivities } from './nfvo-activities.ts';
import { createOrchestration } from './orchestration.ts';
import { createPlanCache } from './plan-cache.ts';
import { createPlanning } from './planning.ts';
import { lockStateDir } from './state-lock.ts';
import { createStepJournal } from './step-journal.ts';
import { startTemporalDevServer, temporalNamespace } from './temporal/dev-server.ts';
import { obtainTemporal } from './temporal/obtain.ts';
import { createVimActivities } from './vim-activities.ts';
import { createVimDependencies } from './vim-dependencies.ts';
import { createVnfInstances } from './vnf-instances.ts';

export interface ServeOptions {
  readonly stateDir?: string;
  /** `postgres://…` or a folder. */
  readonly database?: string;
  /** Address of a Temporal cluster; without it a dev server is started. */
  readonly temporalAddress?: string | undefined;
  /** Address to listen on; loopback by default. */
  readonly address?: string;
  /** 0 takes a free port. */
  readonly port?: number;
  readonly onProgress?: (message: string) => void;
}

export interface RunningServer {
  readonly url: string;
  readonly temporalUiUrl: string | null;
  readonly stateDir: string;
  readonly tokenFile: string;
  /** Resolves if a worker ends on its own; the server is of no use then. */
  readonly workerDied: Promise<{ readonly error: unknown }>;
  stop(): Promise<void>;
}

/**
 * Runs until SIGINT or SIGTERM, then finishes what is running within its grace time. What is not finished by then
 * goes on at the next start.
 */
export async function serve(options: ServeOptions = {}): Promise<void> {
  const server = await startEmbedded({ onProgress: (message) => console.error(message), ...options });
  console.error(`Netwright API  ${server.url}`);
  if (server.temporalUiUrl !== null) console.error(`Temporal UI    ${server.temporalUiUrl}`);
  console.error(`API token      ${server.tokenFile}`);
  const signalled = new Promise<undefined>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve(undefined));
  });
  const death = await Promise.race([signalled, server.workerDied]);
  await server.stop();
  if (death !== undefined) throw death.error;
}

/** Resolves when the API answers and every worker polls. */
export async function startEmbedded(options: ServeOptions = {}): Promise<RunningServer> {
  const stateDir = resolveStateDir(process.env, options.stateDir);
  const progress = options.onProgress ?? (() => undefined);
  const lock = await lockStateDir(stateDir);
  /** Undone last to first, on stop as well as when starting fails half-way. */
  const closers: (() => Promise<unknown>)[] = [() => lock.release()];
  const stop = async () => {
    for (const close of closers.splice(0).toReversed()) {
      // One that fails must not keep the others, the database among them, from being closed.
      await close().catch((error: unknown) => process.emitWarning(`while stopping: ${describeError(error)}`));
    }
  };
  try {
    return await start(options, stateDir, progress, closers, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(
  options: ServeOptions,
  stateDir: string,
  progress: (message: string) => void,
  closers: (() => Promise<unknown>)[],
  stop: () => Promise<void>,
): Promise<RunningServer> {
  installTemporalRuntime();
  const logger = createLogger('netwright');
  const database = async () => {
    const db = await openDatabase(resolveDatabase(process.env, stateDir, options.database));
    closers.push(() => db.close());
    await migrate(db, [...nfvoMigrations, ...vnfmMigrations, ...ledgerMigrations]);
    return db;
  };
  const temporal = async () => {
    if (options.temporalAddress !== undefined) return { address: options.temporalAddress, uiUrl: null };
    const binary = await obtainTemporal({ cacheDir: cacheDirectory(), onProgress: progress });
    const server = await startTemporalDevServer(binary, stateDir);
    closers.push(() => server.stop());
    return server;
  };
  // All are awaited before a failure is passed on, so that none is left behind.
  const [opened, started, bundled] = await Promise.allSettled([database(), temporal(), bundleWorkflows()]);
  if (opened.status === 'rejected') throw opened.reason;
  if (started.status === 'rejected') throw started.reason;
  if (bundled.status === 'rejected') throw bundled.reason;
  const db = opened.value;
  const { address, uiUrl } = started.value;

  const connection = await Connection.connect({ address });
  closers.push(() => connection.close());
  const native = await NativeConnection.connect({ address });
  closers.push(() => native.close());
  const place = { connection: native, namespace: temporalNamespace };

  const loadPlan = createPlanCache(db);
  const logins = createHostLogins(db);
  closers.push(() => logins.closeAll());
  const journal = createStepJournal(db);
  const vimActivities = createVimActivities(
    createVimDependencies({ db, loadPlan, connection: logins.get, shell: createActivityShell(journal) }),
  );
  const workerDied = Promise.withResolvers<{ readonly error: unknown }>();
  const watched = async (starting: Promise<RunningWorker>) => {
    const worker = await starting;
    void worker.died.then(workerDied.resolve);
    return worker;
  };
  const fleet = createHostFleet(
    (hostId) => watched(startVimWorker(place, hostId, vimActivities)),
    logins.close,
  );
  closers.push(() => fleet.stop());
  const orchestration = createOrchestration(new Client({ connection, namespace: temporalNamespace }));
  const token = await ensureApiToken(stateDir);
  const worker = await watched(
    startNfvoWorker(place, createNfvoActivities(db, loadPlan, journal), bundled.value),
  );
  closers.push(() => worker.stop());
  await Promise.all((await listHosts(db)).map((h) => fleet.join(h.id)));

  const app = await createNfvoApp({
    db,
    stateDir,
    token,
    logger,
    alsoServe: [createVnflcmRoutes(db)],
    ports: {
      orchestration,
      planning: createPlanning(db, logins.get),
      infrastructure: createInfrastructure({ db, loadPlan, logins, fleet }),
      vnfInstances: createVnfInstances(),
    },
  });
  closers.push(() => app.close());
  const url = await app.listen({ host: options.address ?? '127.0.0.1', port: options.port ?? 7420 });
  return {
    url,
    temporalUiUrl: uiUrl,
    stateDir,
    tokenFile: tokenFile(stateDir),
    workerDied: workerDied.promise,
    stop,
  };
}
