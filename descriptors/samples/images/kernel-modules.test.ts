import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findKernel, moduleClosure, moduleDependencies } from './kernel-modules.ts';

let root = '';
let folder = '';

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'netwright-modules-'));
  folder = join(root, 'lib/modules/6.1.0-1-amd64/kernel');
  await mkdir(join(folder, 'net/bridge'), { recursive: true });
  await mkdir(join(root, 'boot'));
  await writeFile(join(root, 'boot/vmlinuz-6.1.0-1-amd64'), '');
  const modinfo = (depends: string) => `ELF\0license=GPL\0depends=${depends}\0name=x\0`;
  await writeFile(join(folder, 'net/bridge/bridge.ko'), modinfo('llc,stp'));
  await writeFile(join(folder, 'net/stp.ko'), modinfo('llc'));
  await writeFile(join(folder, 'net/llc.ko'), modinfo(''));
  await writeFile(join(folder, 'crc32c-intel.ko'), modinfo('absent'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

describe('kernel modules', () => {
  it('come with what they depend on, dependencies first, each once', async () => {
    const modules = await moduleClosure(folder, ['bridge', 'stp']);
    expect(modules.map((module) => module.name)).toEqual(['llc', 'stp', 'bridge']);
  });

  it('are named in the error when one is missing, with who needs it', async () => {
    await expect(moduleClosure(folder, ['crc32c_intel'])).rejects.toThrow(
      /absent \(needed by crc32c_intel\)/,
    );
  });

  it('without a depends entry need nothing', () => {
    expect(moduleDependencies(Buffer.from('ELF\0license=GPL\0'))).toEqual([]);
  });

  it('belong to the one kernel of the package', async () => {
    expect((await findKernel(root)).moduleFolder).toBe(folder);
    await writeFile(join(root, 'boot/vmlinuz-other'), '');
    await expect(findKernel(root)).rejects.toThrow(/2 kernels/);
  });
});
