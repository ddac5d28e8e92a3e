import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { obtainTemporal } from './obtain.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netwright-obtain-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function executable(path: string): Promise<string> {
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, '#!/bin/sh\n');
  await chmod(path, 0o755);
  return path;
}
const silent = () => undefined;

describe('obtainTemporal', () => {
  it('takes the one on PATH first, skipping files that cannot be run', async () => {
    await mkdir(join(folder, 'a'));
    await writeFile(join(folder, 'a', 'temporal'), 'no program');
    const onPath = await executable(join(folder, 'b', 'temporal'));
    await executable(join(folder, 'cache', 'temporal-v1.5.1', 'temporal'));
    const env = { PATH: `${join(folder, 'a')}:${join(folder, 'b')}` };
    expect(await obtainTemporal({ cacheDir: join(folder, 'cache'), onProgress: silent, env })).toBe(onPath);
  });

  it('takes the cached one where PATH has none, without building anything', async () => {
    const cached = await executable(join(folder, 'cache', 'temporal-v1.5.1', 'temporal'));
    const found = await obtainTemporal({
      cacheDir: join(folder, 'cache'),
      env: { PATH: folder },
      onProgress: (message) => expect.unreachable(message),
    });
    expect(found).toBe(cached);
  });
});
