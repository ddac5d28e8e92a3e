import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { artefact, cacheFolder } from './cache.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cache-test-'));
  vi.stubEnv('NETWRIGHT_CACHE', folder);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

describe('artefacts', () => {
  const recipe = (inputs: string[], build: (folder: string) => Promise<void>) =>
    artefact({ name: 'thing', inputs, label: 'test: thing', build });

  it('are built once per input, also when asked for twice at the same time', async () => {
    let builds = 0;
    const build = async (target: string): Promise<void> => {
      builds++;
      await writeFile(join(target, 'file'), 'content');
    };
    const [first, second] = await Promise.all([recipe(['a'], build), recipe(['a'], build)]);
    expect(second).toBe(first);
    expect(builds).toBe(1);
    expect(await readFile(join(first, 'file'), 'utf8')).toBe('content');
    expect(await recipe(['b'], build)).not.toBe(first);
    expect(builds).toBe(2);
  });

  it('leave nothing behind when the build fails, and can be built then', async () => {
    const failing = recipe(['a'], async (target) => {
      await writeFile(join(target, 'half'), '');
      throw new Error('no space left');
    });
    await expect(failing).rejects.toThrow('no space left');
    expect(await readdir(cacheFolder('artefacts'))).toEqual([]);
    expect(existsSync(await recipe(['a'], async () => {}))).toBe(true);
  });

  it('are cleared of what a killed build left', async () => {
    await mkdir(cacheFolder('artefacts', '.building-thing-1', 'deep'), { recursive: true });
    await recipe(['a'], async () => {});
    expect((await readdir(cacheFolder('artefacts'))).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('tell inputs apart by their borders', async () => {
    const first = await recipe(['ab', 'c'], async () => {});
    expect(await recipe(['a', 'bc'], async () => {})).not.toBe(first);
  });
});
