import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withLock } from './lock.ts';
import { identityOf, isAlive, signal } from './process-identity.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lock-test-'));
});

afterEach(() => rm(folder, { recursive: true }));

describe('locks between processes', () => {
  it('let one in at a time', async () => {
    const path = join(folder, 'lock');
    let inside = 0;
    const work = async (): Promise<number> => {
      const now = ++inside;
      await new Promise((resolve) => setTimeout(resolve, 20));
      inside--;
      return now;
    };
    expect(await Promise.all([1, 2].map(() => withLock(path, 'test', work)))).toEqual([1, 1]);
    expect(existsSync(path)).toBe(false);
  });

  it('are freed when the work fails', async () => {
    const path = join(folder, 'lock');
    await expect(withLock(path, 'test', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(existsSync(path)).toBe(false);
  });

  it('are taken over from a dead owner, even one whose pid lives on in another process', async () => {
    const path = join(folder, 'lock');
    await writeFile(path, JSON.stringify({ pid: process.pid, startTicks: '1' }));
    expect(await withLock(path, 'test', async () => 'in')).toBe('in');
  });
});

describe('process identity', () => {
  it('knows itself and is not fooled by a pid that ended', () => {
    const self = identityOf(process.pid);
    expect(self && isAlive(self)).toBe(true);
    const gone = spawnSync('true').pid;
    expect(identityOf(gone)).toBeUndefined();
    expect(signal({ pid: process.pid, startTicks: '1' }, 'SIGTERM')).toBe(false);
  });
});
