/**
 * Everything the main job stands on, brought by itself: the Temporal server, the libvirt client library, the lab
 * host, the sample packages with their images. What is in the cache already is used.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { buildSamplePackages, guestPackages, type SamplePackages } from '#descriptors/samples/build.ts';
import { obtainTemporal } from '#processes/temporal/obtain.ts';
import { labKernel } from '#test/lab/kernel.ts';
import { type Lab, startLab } from '#test/lab/lab.ts';
import { cacheFolder } from '#test/setup/cache.ts';
import { unpackDebianPackages } from '#test/setup/debian.ts';
import { libvirtClient } from '#test/setup/libvirt-client.ts';
import { toolchain } from '#test/setup/toolchain.ts';

export interface Environment {
  readonly lab: Lab;
  /** Finished package folders, ready for `netwright package build`. */
  readonly packages: SamplePackages;
  /** For the server's process: where the libvirt client library and Temporal are. */
  readonly serverEnv: NodeJS.ProcessEnv;
}

/** Builds and starts what is missing, side by side; `workFolder` takes the sample packages. */
export async function prepareEnvironment(workFolder: string): Promise<Environment> {
  await mkdir(workFolder, { recursive: true });
  const [temporal, client, lab, packages] = await settled([
    obtainTemporal({ cacheDir: cacheFolder(), onProgress: (message) => console.error(message) }),
    libvirtClient(),
    startLab(),
    samplePackages(join(workFolder, 'packages')),
  ] as const);
  return {
    lab,
    packages,
    serverEnv: {
      ...process.env,
      NETWRIGHT_LIBVIRT_LIBRARY: client.library,
      ...(client.libraryPath === '' ? {} : { LD_LIBRARY_PATH: client.libraryPath }),
      PATH: `${join(temporal, '..')}:${process.env.PATH ?? ''}`,
    },
  };
}

/** The two VNF packages and the NSD with freshly built (or cached) images. */
export async function samplePackages(outFolder: string): Promise<SamplePackages> {
  const [kernel, guestRoot, tools] = await Promise.all([
    labKernel(),
    unpackDebianPackages({
      name: 'guest-packages',
      release: 'bookworm',
      packages: guestPackages,
      closure: true,
    }),
    toolchain(),
  ]);
  return buildSamplePackages(
    { kernelRoot: kernel.root, guestRoot, tools: { root: tools.root, path: tools.path } },
    outFolder,
  );
}

/** Waits for all before a failure is passed on, so that nothing is left running unseen. */
async function settled<T extends readonly Promise<unknown>[]>(work: T): Promise<{ [K in keyof T]: Awaited<T[K]> }> {
  const outcomes = await Promise.allSettled(work);
  const failed = outcomes.find((o) => o.status === 'rejected');
  if (failed) throw failed.reason;
  return (await Promise.all(work)) as { [K in keyof T]: Awaited<T[K]> };
}
