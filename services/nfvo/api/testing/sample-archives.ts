/** CSARs for tests: the project's own samples with a tiny file for an image, and ways to spoil them. */
import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import yazl from 'yazl';
import { buildPackage } from '#descriptors/index.ts';
import { withImageChecksum } from '#descriptors/samples/image-checksum.ts';

const SAMPLES = fileURLToPath(new URL('../../../../descriptors/samples/', import.meta.url));
const IMAGE = Buffer.from('QFI\xfb, but only for tests');

export type SampleName = 'bump-firewall' | 'monitor' | 'inspected-web';

/** The finished sample as `netwright package build` packs it. */
export async function sampleArchive(name: SampleName): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'netwright-sample-'));
  try {
    const source = join(folder, name);
    await cp(join(SAMPLES, name), source, { recursive: true });
    if (name !== 'inspected-web') await addImage(source, name);
    const file = join(folder, 'out.csar');
    const result = await buildPackage(source, file);
    if (!result.built) throw new Error(JSON.stringify(result.diagnostics));
    return await readFile(file);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function addImage(folder: string, name: string): Promise<void> {
  const path = `Files/images/${name}.qcow2`;
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), IMAGE);
  const vnfd = join(folder, 'Definitions', `${name}.yaml`);
  const sha256 = createHash('sha256').update(IMAGE).digest('hex');
  await writeFile(vnfd, withImageChecksum(await readFile(vnfd, 'utf8'), path, sha256));
}

/** A ZIP of the sample's files as they are after `change`, with nothing checked and no hashes in the manifest. */
export async function spoiltArchive(
  name: SampleName,
  change: (files: Map<string, string>) => void,
): Promise<Buffer> {
  const paths = ['TOSCA-Metadata/TOSCA.meta', 'ChangeLog.txt', `${name}.mf`, `Definitions/${name}.yaml`];
  const types = name === 'inspected-web' ? ['bump-firewall', 'monitor'] : [name];
  const files = new Map<string, string>();
  for (const path of [...paths, ...types.map((type) => `Definitions/${type}-type.yaml`)]) {
    files.set(path, await readFile(join(SAMPLES, name, path), 'utf8'));
  }
  if (name !== 'inspected-web') {
    const [path, vnfd] = [`Files/images/${name}.qcow2`, `Definitions/${name}.yaml`];
    files.set(path, IMAGE.toString('latin1'));
    const sha256 = createHash('sha256').update(IMAGE).digest('hex');
    files.set(vnfd, withImageChecksum(files.get(vnfd) ?? '', path, sha256));
  }
  change(files);
  return zip(files);
}

async function zip(files: ReadonlyMap<string, string>): Promise<Buffer> {
  const archive = new yazl.ZipFile();
  for (const [path, text] of files)
    archive.addBuffer(Buffer.from(text, path.startsWith('Files') ? 'latin1' : 'utf8'), path);
  archive.end();
  const chunks: Buffer[] = [];
  for await (const chunk of archive.outputStream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
