/** A package as a set of files, whether it is a ZIP archive, a folder or one YAML file in a folder. */
import type { Readable } from 'node:stream';
import type { Report } from '../lint/rule.ts';

export interface ContainerEntry {
  /** Relative, `/`-separated, without `.` and `..`. */
  readonly path: string;
  readonly sizeBytes: number;
}

export interface Container {
  readonly form: 'zip' | 'folder' | 'file';
  /** Sorted by path. */
  readonly entries: ReadonlyMap<string, ContainerEntry>;
  /** The only entry with this file name, wherever it is; undefined for none or several. */
  byFileName(name: string): string | undefined;
  /** A stream of the content; rejects or errors where the archive is damaged. */
  open(path: string): Promise<Readable>;
  /** The whole content of a small file; undefined (reported) where it cannot be read or is larger than the limit. */
  read(path: string, limitBytes: number, report: Report): Promise<Buffer | undefined>;
  close(): Promise<void>;
}

/** What a package may cost before it is refused. */
export interface ContainerLimits {
  readonly maxEntries: number;
  readonly maxTotalBytes: number;
  /** Uncompressed to compressed, over the whole archive, once it unpacks to more than `ratioFromBytes`. */
  readonly maxRatio: number;
  readonly ratioFromBytes: number;
}

export const DEFAULT_LIMITS: ContainerLimits = {
  maxEntries: 10_000,
  maxTotalBytes: 64 * 2 ** 30,
  maxRatio: 200,
  ratioFromBytes: 64 * 2 ** 20,
};

/** Reads a stream to its end, at most `limitBytes`; the stream is destroyed when it is longer. */
export async function readAll(stream: Readable, limitBytes: number): Promise<Buffer | 'too-large'> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limitBytes) {
      stream.destroy();
      return 'too-large';
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

/** Builds the lookup by file name once, on first use. */
export function fileNameIndex(paths: Iterable<string>): (name: string) => string | undefined {
  let index: Map<string, string | null> | undefined;
  return (name) => {
    if (index === undefined) {
      index = new Map();
      for (const path of paths) {
        const base = path.slice(path.lastIndexOf('/') + 1);
        index.set(base, index.has(base) ? null : path);
      }
    }
    return index.get(name) ?? undefined;
  };
}
