/**
 * Finishes the sample packages: copies each package folder, builds the image of each VNF into it, and writes the
 * image's true checksum into the VNFD. The result is what `netwright package build` packs into a CSAR.
 *
 * As a program: build.ts --kernel-root DIR --guest-root DIR --tools-root DIR --out DIR
 */
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { withImageChecksum } from './image-checksum.ts';
import { buildVnfImage, type ImageSources, type SampleVnf } from './images/build-vnf-image.ts';

export type { ImageSources } from './images/build-vnf-image.ts';

/** Debian packages whose files end up in the images, with all they depend on: `guestRoot`. */
export const guestPackages: readonly string[] = ['busybox-static', 'nftables'];

const vnfs: readonly SampleVnf[] = ['bump-firewall', 'monitor'];
const networkServices = ['inspected-web'] as const;

/** Folders of the finished packages. */
export type SamplePackages = Readonly<Record<SampleVnf | (typeof networkServices)[number], string>>;

/**
 * Writes `<outFolder>/<name>/` for the two VNF packages and the NSD archive, replacing what is there under these
 * names. Same sources, same bytes.
 */
export async function buildSamplePackages(sources: ImageSources, outFolder: string): Promise<SamplePackages> {
  for (const name of [...vnfs, ...networkServices]) {
    await rm(join(outFolder, name), { recursive: true, force: true });
    await mkdir(outFolder, { recursive: true });
    await cp(join(import.meta.dirname, name), join(outFolder, name), { recursive: true });
  }
  for (const kind of vnfs) {
    const image = `Files/images/${kind}.qcow2`;
    const { sha256 } = await buildVnfImage({ ...sources, kind, outFile: join(outFolder, kind, image) });
    const vnfd = join(outFolder, kind, 'Definitions', `${kind}.yaml`);
    await writeFile(vnfd, withImageChecksum(await readFile(vnfd, 'utf8'), image, sha256));
  }
  return samplePackageFolders(outFolder);
}

/** Where `buildSamplePackages` puts what it finishes. */
export function samplePackageFolders(outFolder: string): SamplePackages {
  return {
    'bump-firewall': join(outFolder, 'bump-firewall'),
    monitor: join(outFolder, 'monitor'),
    'inspected-web': join(outFolder, 'inspected-web'),
  };
}

if (import.meta.main) {
  const folder = { type: 'string' } as const;
  const options = { 'kernel-root': folder, 'guest-root': folder, 'tools-root': folder, out: folder };
  const { values } = parseArgs({ options });
  const { 'kernel-root': kernelRoot, 'guest-root': guestRoot, 'tools-root': toolsRoot, out } = values;
  if (!kernelRoot || !guestRoot || !toolsRoot || !out) {
    console.error('usage: build.ts --kernel-root DIR --guest-root DIR --tools-root DIR --out DIR');
    process.exit(2);
  }
  const path = [join(toolsRoot, 'bin'), join(toolsRoot, 'usr/bin'), process.env.PATH ?? ''].join(':');
  const packages = await buildSamplePackages(
    { kernelRoot, guestRoot, tools: { root: toolsRoot, path } },
    out,
  );
  for (const path of Object.values(packages)) console.log(path);
}
