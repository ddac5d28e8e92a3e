/** The server as an operator runs it: a process group of its own, started, killed and started again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface ServerProcess {
  readonly url: string;
  readonly pid: number;
  readonly temporalUiUrl: string;
  /** SIGKILL to server and Temporal alike, as a power cut would. */
  kill(): Promise<void>;
  /** SIGTERM, then waits for the end. */
  stop(): Promise<void>;
}

export interface ServerSettings {
  readonly stateDir: string;
  readonly port: number;
  readonly logFile: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Resolves when the API answers. Throws with the log's tail when the process ends first or 60 s pass. */
export async function startServer(settings: ServerSettings): Promise<ServerProcess> {
  const log = openSync(settings.logFile, 'a');
  const child = spawn(
    process.execPath,
    ['bin/netwright.mjs', 'serve', '--state-dir', settings.stateDir, '--port', String(settings.port)],
    { detached: true, stdio: ['ignore', log, log], env: settings.env },
  );
  const url = `http://127.0.0.1:${settings.port}`;
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  await untilHealthy(url, child, settings.logFile);
  const pid = child.pid as number;
  return {
    url,
    pid,
    temporalUiUrl: `http://127.0.0.1:${(await readTemporal(settings.stateDir)).uiPort}`,
    kill: async () => {
      process.kill(pid, 'SIGKILL');
      await ended;
      process.kill((await readTemporal(settings.stateDir)).pid, 'SIGKILL');
    },
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await ended;
    },
  };
}

async function untilHealthy(url: string, child: ChildProcess, logFile: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const answered = await fetch(`${url}/netwright/v1/health`).then(
      (r) => r.ok,
      () => false,
    );
    if (answered) return;
    if (child.exitCode !== null || child.signalCode !== null || Date.now() > deadline) {
      const tail = (await readFile(logFile, 'utf8')).slice(-3000);
      throw new Error(`the server did not come up; ${logFile} ends with:\n${tail}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Where the server wrote down its Temporal child. */
async function readTemporal(stateDir: string): Promise<{ readonly pid: number; readonly uiPort: number }> {
  return JSON.parse(await readFile(join(stateDir, 'temporal', 'server.json'), 'utf8'));
}
