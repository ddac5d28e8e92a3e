/**
 * One process per state folder: PGlite has no lock of its own, and two processes on one folder would destroy it.
 * The lock names its holder by pid and start time, so it needs no cleaning up after a kill.
 */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NetwrightError } from '#kernel/errors.ts';
import { processErrors } from './errors.ts';
import { isSameProcess, type ProcessIdentity, processStartTime } from './temporal/process-identity.ts';

export interface StateLock {
  release(): Promise<void>;
}

/** Throws STATE_DIR_LOCKED while another live process holds the folder. */
export async function lockStateDir(stateDir: string): Promise<StateLock> {
  await mkdir(stateDir, { recursive: true, mode: 0o700 });
  const file = join(stateDir, 'process.json');
  const holder = await readHolder(file);
  if (holder && holder.pid !== process.pid && (await isSameProcess(holder))) {
    throw new NetwrightError(
      processErrors.STATE_DIR_LOCKED,
      `process ${holder.pid} uses the state folder ${stateDir}`,
    );
  }
  const mine: ProcessIdentity = { pid: process.pid, startTime: await processStartTime(process.pid) };
  await writeFile(`${file}.${process.pid}`, JSON.stringify(mine), { mode: 0o600 });
  await rename(`${file}.${process.pid}`, file);
  return { release: () => rm(file, { force: true }) };
}

async function readHolder(file: string): Promise<ProcessIdentity | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as ProcessIdentity;
  } catch {
    return undefined;
  }
}
