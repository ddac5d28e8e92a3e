/** The NFVO's REST API as one Fastify application; the caller makes it listen (on 127.0.0.1 unless told otherwise). */
import type { Database } from '#kernel/database.ts';
import { createHttpApp, type HttpApp } from '#kernel/http-app.ts';
import { watchMethods } from '#kernel/http-methods.ts';
import type { ApiVersions } from '#kernel/http-negotiation.ts';
import type { Logger } from '#kernel/log.ts';
import { type ApiContext, createBackgroundWork } from './context.ts';
import { restartUnstartedOperations } from './lifecycle/start-operation.ts';
import { recoverOnboarding } from './onboarding/recover.ts';
import type { NfvoPorts } from './ports.ts';
import { addHostRoutes } from './routes/hosts.ts';
import { addNsDescriptorRoutes } from './routes/ns-descriptors.ts';
import { addNsInstanceRoutes } from './routes/ns-instances.ts';
import { addOperationEventRoutes } from './routes/operation-events.ts';
import { addOperationRoutes } from './routes/operations.ts';
import { addProofRoutes } from './routes/proofs.ts';
import { addHealthRoute, addVersionRoutes } from './routes/versions.ts';
import { addVnfPackageRoutes } from './routes/vnf-packages.ts';

/** By API: the version of the 2.6.1-shaped bodies; Netwright's own has its own numbers. */
const VERSIONS: ApiVersions = {
  'vnfpkgm/v1': '1.2.0',
  'nsd/v1': '1.2.0',
  'nslcm/v1': '1.2.0',
  'netwright/v1': '1.0.0',
};

const RESTART_EVERY_MS = 2_000;

/** Routes of another service on the same server, such as the VNFM's. */
export interface RouteSet {
  readonly versions: ApiVersions;
  addRoutes(app: HttpApp): void;
}

export interface NfvoAppOptions {
  readonly db: Database;
  readonly stateDir: string;
  readonly ports: NfvoPorts;
  readonly token: string;
  readonly logger: Logger;
  readonly version?: string;
  readonly alsoServe?: readonly RouteSet[];
}

/** The schema must be migrated. Nothing runs before `ready()` or `listen()`; `close()` waits for onboarding. */
export async function createNfvoApp(options: NfvoAppOptions): Promise<HttpApp> {
  const context: ApiContext = { ...options, background: createBackgroundWork(options.logger) };
  const app = await createRoutes(context, options);
  addRecovery(app, context);
  return app;
}

/** The OpenAPI 3.1 document of the same routes; neither database nor ports are called. */
export async function describeNfvoApi(options: NfvoAppOptions): Promise<unknown> {
  const app = await createRoutes({ ...options, background: createBackgroundWork(options.logger) }, options);
  await app.ready();
  const document = app.swagger();
  await app.close();
  return document;
}

async function createRoutes(context: ApiContext, options: NfvoAppOptions): Promise<HttpApp> {
  const { logger, token, alsoServe = [] } = options;
  const versions = Object.assign({}, VERSIONS, ...alsoServe.map((set) => set.versions)) as ApiVersions;
  const app = await createHttpApp({ logger, token, versions, title: 'Netwright' });
  const closeMethods = watchMethods(app);
  addVersionRoutes(app, versions);
  addHealthRoute(app, options.version ?? '0.0.0');
  addVnfPackageRoutes(app, context);
  addNsDescriptorRoutes(app, context);
  addNsInstanceRoutes(app, context);
  addOperationRoutes(app, context);
  addOperationEventRoutes(app, context);
  addProofRoutes(app, context);
  addHostRoutes(app, context);
  for (const set of alsoServe) set.addRoutes(app);
  closeMethods();
  app.get('/netwright/v1/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  return app;
}

function addRecovery(app: HttpApp, context: ApiContext): void {
  let timer: NodeJS.Timeout | undefined;
  app.addHook('onReady', async () => {
    await recoverOnboarding(context);
    const restart = () =>
      context.background.run(
        'restart operations',
        async () => void (await restartUnstartedOperations(context)),
      );
    restart();
    timer = setInterval(restart, RESTART_EVERY_MS);
  });
  app.addHook('onClose', async () => {
    clearInterval(timer);
    await context.background.settled();
  });
}
