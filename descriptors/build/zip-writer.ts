/** ZIP bytes that depend on the files alone: sorted entries, one fixed time, one mode, one compression level. */
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';

/** Formats that are compressed already, or that should be readable in place. */
const STORED = /\.(qcow2|gz|xz|zst|bz2|zip|jar|tgz|vmdk|vhdx|iso)$/i;
/** yazl writes local time; this is the same wall clock everywhere, and within DOS dates. */
const MTIME = new Date(2000, 0, 1, 0, 0, 0);
const MODE = 0o100644;

/** Where the content of an entry comes from. */
export type ZipSource = { readonly path: string } & ({ readonly file: true } | { readonly content: Buffer });

/** Writes the archive; entries stand in the order given. */
export async function writeZip(root: string, sources: readonly ZipSource[], outFile: string): Promise<void> {
  const zip = new ZipFile();
  for (const source of sources) {
    const options = {
      mtime: MTIME,
      mode: MODE,
      compressionLevel: STORED.test(source.path) ? 0 : 6,
      forceDosTimestamp: true,
    };
    if ('content' in source) zip.addBuffer(source.content, source.path, options);
    else zip.addFile(join(root, source.path), source.path, options);
  }
  zip.end();
  const output = createWriteStream(outFile);
  // A file that cannot be read is told by the archive, not by its output.
  zip.on('error', (error: unknown) =>
    output.destroy(error instanceof Error ? error : new Error(String(error))),
  );
  await pipeline(zip.outputStream, output);
}
