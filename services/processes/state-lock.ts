/**
 * One process per state folder: PGlite has no lock of its own, and two processes on one folder would destroy it.
 * The lock names its holder by pid and start time, so it needs no cleaning up after a kill.
 */
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
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
  const own = `${file}.${process.pid}`;
  const mine: ProcessIdentity = { pid: process.pid, startTime: await processStartTime(process.pid) };
  await writeFile(own, JSON.stringify(mine), { mode: 0o600 });
  try {
    // `link` makes the lock or fails: of two that start at once one gets it.
    while (!(await linked(own, file))) {
      await refuseIfAlive(file, stateDir);
      // Left by a killed process. It is moved aside and looked at again, because another start may just have made a
      // lock of its own in its place: that one is put back.
      const aside = `${own}.stale`;
      await rename(file, aside).catch(() => undefined);
      try {
        await refuseIfAlive(aside, stateDir);
      } catch (error) {
        await linked(aside, file);
        throw error;
      } finally {
        await rm(aside, { force: true });
      }
    }
  } finally {
    await rm(own, { force: true });
  }
  return { release: () => rm(file, { force: true }) };
}

/** Throws STATE_DIR_LOCKED where the process named in the file lives. */
async function refuseIfAlive(file: string, stateDir: string): Promise<void> {
  const holder = await readHolder(file);
  if (holder && (await isSameProcess(holder))) {
    throw new NetwrightError(
      processErrors.STATE_DIR_LOCKED,
      `process ${holder.pid} uses the state folder ${stateDir}`,
    );
  }
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function readHolder(file: string): Promise<ProcessIdentity | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as ProcessIdentity;
  } catch {
    return undefined;
  }
}
