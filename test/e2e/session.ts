/** A server on the lab host with the sample packages onboarded: what the lab tests start from. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Cli, createCli } from './cli-process.ts';
import { type Environment, prepareEnvironment } from './environment.ts';
import type { Job } from './main-job.ts';
import { type ServerProcess, type ServerSettings, startServer } from './server-process.ts';

export interface Session {
  readonly environment: Environment;
  readonly stateDir: string;
  readonly cli: Cli;
  readonly job: Job;
  readonly settings: ServerSettings;
  readonly server: ServerProcess;
  /** After a restart the session goes on with the new process. */
  replaceServer(server: ServerProcess): void;
  /** Ends the server; the lab runs on for the next one. */
  end(): Promise<void>;
}

/** Reports and the server's log go to `outFolder`. */
export async function startSession(environment: Environment, outFolder: string): Promise<Session> {
  await mkdir(outFolder, { recursive: true });
  const stateDir = await mkdtemp(join(tmpdir(), 'netwright-'));
  const settings = {
    stateDir,
    port: await freePort(),
    logFile: join(outFolder, 'server.log'),
    env: environment.serverEnv,
  };
  let server = await startServer(settings);
  const cli = createCli({
    ...environment.serverEnv,
    NETWRIGHT_URL: server.url,
    NETWRIGHT_STATE: stateDir,
    NO_COLOR: '1',
  });
  return {
    environment,
    stateDir,
    cli,
    job: { cli, environment, outFolder },
    settings,
    get server() {
      return server;
    },
    replaceServer: (again) => {
      server = again;
    },
    end: async () => {
      await server.stop();
      await rm(stateDir, { recursive: true, force: true });
    },
  };
}

/** For a test file: environment and session in one, the lab as it was saved. */
export async function startLabSession(name: string): Promise<Session> {
  return startSession(await prepareEnvironment(), resolve('out', 'test', name));
}

async function freePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1');
  await new Promise((done) => listener.once('listening', done));
  const { port } = listener.address() as { port: number };
  await new Promise((done) => listener.close(done));
  return port;
}
