/** Locks between processes: a file that holds the owner's identity, so a dead owner's lock is taken over. */
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { identityOf, isAlive, type ProcessIdentity } from './process-identity.ts';

async function readOwner(path: string): Promise<ProcessIdentity | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as ProcessIdentity;
  } catch {
    return undefined;
  }
}

async function tryTake(path: string, self: ProcessIdentity): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600);
    await file.writeFile(JSON.stringify(self));
    await file.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Moves a dead owner's lock aside. Renaming first makes two rescuers unable to delete each other's new lock. */
async function clearIfStale(path: string, self: ProcessIdentity): Promise<void> {
  const owner = await readOwner(path);
  if (owner !== undefined && isAlive(owner)) return;
  // an empty file may belong to an owner between open and write: give it a moment, then look again
  if (owner === undefined) {
    await sleep(300);
    if ((await readOwner(path)) !== undefined) return;
  }
  const aside = `${path}.stale-${self.pid}`;
  await rename(path, aside).catch(() => {});
  const moved = await readOwner(aside);
  if (moved !== undefined && isAlive(moved)) await rename(aside, path).catch(() => {});
  else await rm(aside, { force: true });
}

/**
 * Runs `work` while holding the lock file `path`. Waits for a living owner (saying so once on stderr); the lock
 * of a dead one is taken over. Locks are not re-entrant.
 */
export async function withLock<T>(path: string, purpose: string, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  const self = identityOf(process.pid);
  if (self === undefined) throw new Error('/proc is not mounted: cannot tell which process this is');
  let told = false;
  while (!(await tryTake(path, self))) {
    await clearIfStale(path, self);
    const owner = await readOwner(path);
    if (owner === undefined) continue;
    if (!told && owner.pid !== self.pid)
      process.stderr.write(`waiting for process ${owner.pid}, which is busy with: ${purpose}\n`);
    told = true;
    await sleep(100);
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}
