/**
 * The embedded Temporal server: `temporal server start-dev` as a child process on a SQLite file. Poll rates and
 * journal mode are not the defaults: as it comes, every step of a workflow waits 100 ms for the one shard's
 * poller, and every write waits for a rollback journal.
 */
import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { NetwrightError } from '#kernel/errors.ts';
import { processErrors } from '../errors.ts';
import {
  findProcesses,
  isSameProcess,
  type ProcessIdentity,
  processStartTime,
  stopProcess,
} from './process-identity.ts';

export const temporalNamespace = 'netwright';

export interface TemporalDevServer {
  readonly address: string;
  readonly uiUrl: string;
  readonly pid: number;
  /** True where a server that outlived its Netwright process was taken over. */
  readonly adopted: boolean;
  stop(): Promise<void>;
}

interface ServerRecord extends ProcessIdentity {
  readonly port: number;
  readonly uiPort: number;
}

/**
 * Starts the server on `<stateDir>/temporal/`, or adopts the one a killed Netwright process left running there.
 * Resolves when the namespace answers. Throws TEMPORAL_START_FAILED after 30 s.
 */
export async function startTemporalDevServer(binary: string, stateDir: string): Promise<TemporalDevServer> {
  const dir = join(stateDir, 'temporal');
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const recordFile = join(dir, 'server.json');
  const left = await readRecord(recordFile);
  if (left && (await isSameProcess(left))) {
    if (await answers(addressOf(left), 3_000)) return handle(left, recordFile, true);
    await stopProcess(left);
  }
  // One that was started but killed before it could be written down would be a second server on the same file.
  for (const stray of await findProcesses(databaseFile(dir))) await stopProcess(stray);

  const record = await launch(binary, dir, left);
  await writeFile(`${recordFile}.new`, JSON.stringify(record), { mode: 0o600 });
  await rename(`${recordFile}.new`, recordFile);
  const deadline = Date.now() + 30_000;
  while (!(await answers(addressOf(record), 1_000))) {
    if (Date.now() > deadline || !(await isSameProcess(record))) {
      await stopProcess(record);
      throw new NetwrightError(
        processErrors.TEMPORAL_START_FAILED,
        `the Temporal dev server did not answer on ${addressOf(record)}; its log is ${join(dir, 'server.log')}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return handle(record, recordFile, false);
}

async function launch(binary: string, dir: string, left: ServerRecord | undefined): Promise<ServerRecord> {
  // The address of before, if it is free, so that clients with an open handle find the server again.
  const port = await freePort(left?.port);
  const uiPort = await freePort(left?.uiPort);
  const log = openSync(join(dir, 'server.log'), 'a', 0o600);
  const dynamicConfig = {
    'history.transferProcessorMaxPollRPS': 5000,
    'history.timerProcessorMaxPollRPS': 5000,
    'history.visibilityProcessorMaxPollRPS': 1000,
    'system.enableActivityEagerExecution': true,
  };
  const child = spawn(
    binary,
    [
      'server',
      'start-dev',
      ...['--ip', '127.0.0.1', '--port', String(port), '--ui-port', String(uiPort)],
      ...['--namespace', temporalNamespace, '--log-level', 'warn'],
      ...['--db-filename', databaseFile(dir)],
      ...['--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=FULL'],
      ...['--search-attribute', 'NsInstanceId=Keyword', '--search-attribute', 'LcmOperation=Keyword'],
      ...Object.entries(dynamicConfig).flatMap(([k, v]) => ['--dynamic-config-value', `${k}=${v}`]),
    ],
    // A process group of its own: Ctrl-C in a terminal must not end it while workers still report to it.
    { stdio: ['ignore', log, log], cwd: dir, detached: true },
  );
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  const pid = child.pid as number;
  child.unref();
  return { pid, startTime: await processStartTime(pid), port, uiPort };
}

function handle(record: ServerRecord, recordFile: string, adopted: boolean): TemporalDevServer {
  return {
    address: addressOf(record),
    uiUrl: `http://127.0.0.1:${record.uiPort}`,
    pid: record.pid,
    adopted,
    stop: async () => {
      await stopProcess(record);
      await rm(recordFile, { force: true });
    },
  };
}

const databaseFile = (dir: string) => join(dir, 'temporal.db');

const addressOf = (record: ServerRecord) => `127.0.0.1:${record.port}`;

async function answers(address: string, timeoutMs: number): Promise<boolean> {
  try {
    const connection = await Connection.connect({ address, connectTimeout: timeoutMs });
    try {
      await connection.workflowService.describeNamespace({ namespace: temporalNamespace });
      return true;
    } finally {
      await connection.close();
    }
  } catch {
    return false;
  }
}

async function readRecord(file: string): Promise<ServerRecord | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as ServerRecord;
  } catch {
    return undefined;
  }
}

/**
 * A free loopback port, the preferred one if it becomes free within a second: the threads of a process that was
 * killed just now may hold its sockets a little longer than the process seems to be there.
 */
async function freePort(preferred = 0): Promise<number> {
  const patience = Date.now() + 1_000;
  for (;;) {
    try {
      return await listenOnce(preferred);
    } catch {
      if (Date.now() > patience) return listenOnce(0);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const { port: got } = server.address() as { port: number };
      server.close(() => resolve(got));
    });
  });
}
