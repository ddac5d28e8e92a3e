/** For tests: a copy of a sample package with a small stand-in for its image, changed as the test wants. */
import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export type SampleName = 'bump-firewall' | 'monitor' | 'inspected-web';

/** A change to one file: text → text. The file need not exist (then the text is empty). */
export interface Edit {
  readonly file: string;
  readonly change: (text: string) => string;
}

/** A sample made wrong in one place: title, sample, the code it gets, the change, and where the finding stands. */
export type Fault = readonly [title: string, sample: SampleName, code: string, edit: Edit, place?: RegExp];

export interface SampleCopy {
  readonly folder: string;
  [Symbol.asyncDispose](): Promise<void>;
}

const SAMPLES = join(import.meta.dirname, '../samples');
const IMAGE = Buffer.from('QFI\xfb stand-in for a disk image\n', 'latin1');
const NO_HASH = '0'.repeat(64);

/** Copies the sample, puts in an image whose checksum is the stated one, then applies the edits. */
export async function copySample(name: SampleName, edits: readonly Edit[] = []): Promise<SampleCopy> {
  const root = await mkdtemp(join(tmpdir(), 'netwright-sample-'));
  const folder = join(root, name);
  await cp(join(SAMPLES, name), folder, { recursive: true });
  if (name !== 'inspected-web') {
    await mkdir(join(folder, 'Files/images'), { recursive: true });
    await writeFile(join(folder, `Files/images/${name}.qcow2`), IMAGE);
    const hash = createHash('sha256').update(IMAGE).digest('hex');
    await edit(folder, { file: `Definitions/${name}.yaml`, change: (t) => t.replace(NO_HASH, hash) });
  }
  for (const e of edits) await edit(folder, e);
  return { folder, [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }) };
}

async function edit(folder: string, { file, change }: Edit): Promise<void> {
  const path = join(folder, file);
  await mkdir(dirname(path), { recursive: true });
  const before = await readFile(path, 'utf8').catch(() => '');
  await writeFile(path, change(before));
}

/** Replaces a text that must be there, so that a test cannot pass because the sample has changed. */
export function replaceIn(file: string, from: string | RegExp, to: string): Edit {
  const change = (text: string): string => {
    const after = text.replace(from, to);
    if (after === text) throw new Error(`${file} has no ${from}`);
    return after;
  };
  return { file, change };
}

/** Names of the files in a folder, for tests that nothing is left behind. */
export async function filesIn(folder: string): Promise<string[]> {
  return (await readdir(folder)).sort();
}
