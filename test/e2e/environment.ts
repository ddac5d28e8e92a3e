/**
 * Everything the main job stands on, brought by itself: the Temporal server, the libvirt client library, the lab
 * host, the sample packages with their images. What is in the cache already is used.
 */
import { dirname } from 'node:path';
import type { SamplePackages } from '#descriptors/samples/build.ts';
import { obtainTemporal } from '#processes/temporal/obtain.ts';
import { type Lab, startLab } from '#test/lab/lab.ts';
import { samplePackages } from '#test/lab/sample-packages.ts';
import { cacheFolder } from '#test/setup/cache.ts';
import { libvirtClient } from '#test/setup/libvirt-client.ts';

export interface Environment {
  readonly lab: Lab;
  /** Finished package folders, ready for `netwright package build`. */
  readonly packages: SamplePackages;
  /** For the server's process: where the libvirt client library and Temporal are. */
  readonly serverEnv: NodeJS.ProcessEnv;
}

/** Builds and starts what is missing, side by side. */
export async function prepareEnvironment(): Promise<Environment> {
  const [temporal, client, lab, packages] = await settled([
    obtainTemporal({ cacheDir: cacheFolder(), onProgress: (message) => console.error(message) }),
    libvirtClient(),
    startLab(),
    samplePackages(),
  ] as const);
  return {
    lab,
    packages,
    serverEnv: {
      ...process.env,
      NETWRIGHT_LIBVIRT_LIBRARY: client.library,
      ...(client.libraryPath === '' ? {} : { LD_LIBRARY_PATH: client.libraryPath }),
      PATH: `${dirname(temporal)}:${process.env.PATH ?? ''}`,
    },
  };
}

/** Waits for all before a failure is passed on, so that nothing is left running unseen. */
async function settled<T extends readonly Promise<unknown>[]>(
  work: T,
): Promise<{ [K in keyof T]: Awaited<T[K]> }> {
  const outcomes = await Promise.allSettled(work);
  const failed = outcomes.find((o) => o.status === 'rejected');
  if (failed) throw failed.reason;
  return (await Promise.all(work)) as { [K in keyof T]: Awaited<T[K]> };
}
