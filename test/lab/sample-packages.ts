/** The sample VNF packages and the sample NSD archive as finished folders, images included, in the cache folder. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  buildSamplePackages,
  guestPackages,
  type SamplePackages,
  samplePackageFolders,
} from '#descriptors/samples/build.ts';
import { artefact } from '#test/setup/cache.ts';
import { unpackDebianPackages } from '#test/setup/debian.ts';
import { toolchain } from '#test/setup/toolchain.ts';
import { labKernel } from './kernel.ts';

const samplesFolder = join(import.meta.dirname, '../../descriptors/samples');

/** Builds what is not in the cache yet, about 10 s once kernel and tools are there. Pack each with `netwright package build`. */
export async function samplePackages(): Promise<SamplePackages> {
  const kernel = await labKernel();
  const tools = await toolchain();
  const guestRoot = await unpackDebianPackages({
    name: 'vnf-guest',
    release: 'bookworm',
    packages: guestPackages,
    closure: true,
  });
  const folder = await artefact({
    name: 'sample-packages',
    inputs: [await folderHash(samplesFolder), kernel.root, guestRoot, tools.root],
    label: 'samples: VNF images',
    build: async (out) => {
      await buildSamplePackages({ kernelRoot: kernel.root, guestRoot, tools }, out);
    },
  });
  return samplePackageFolders(folder);
}

/** Of every file's path and content. */
async function folderHash(folder: string): Promise<string> {
  const hash = createHash('sha256');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  for (const file of files.sort()) hash.update(`${file.slice(folder.length)}\0`).update(await readFile(file));
  return hash.digest('hex');
}
