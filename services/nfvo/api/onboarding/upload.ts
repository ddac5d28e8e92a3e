/** Takes an archive from the wire to the disk: streamed, hashed, limited, and durable before anyone is told. */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { NetwrightError } from '#kernel/errors.ts';
import { nfvoErrors } from '../../errors.ts';

/** 16 GiB: far above any sane image, below what fills a disk unnoticed. */
export const MAX_PACKAGE_BYTES = 16 * 1024 ** 3;

/** Name of the package for people: the client's file name without its ending, if it gives one that is fit. */
export function packageNameOf(contentDisposition: string | undefined): string | undefined {
  const [, name] = /filename="?([A-Za-z0-9][A-Za-z0-9._-]{0,99})"?/.exec(contentDisposition ?? '') ?? [];
  return name?.replace(/\.(csar|zip)$/i, '');
}

export interface StoredContent {
  readonly path: string;
  readonly sha256: string;
}

/**
 * Writes `body` as `package.csar` into `folder`. Throws NFVO_PACKAGE_CONTENT_EMPTY, NFVO_PACKAGE_TOO_LARGE; what
 * was begun is then gone again.
 */
export async function storeContent(
  folder: string,
  body: unknown,
  maxBytes = MAX_PACKAGE_BYTES,
): Promise<StoredContent> {
  if (!(body instanceof Readable)) {
    throw new NetwrightError(nfvoErrors.NFVO_PACKAGE_CONTENT_EMPTY, 'The request has no body.');
  }
  const path = join(folder, 'package.csar');
  const part = `${path}.part`;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    const sha256 = await writeHashed(body, part, maxBytes);
    await rename(part, path);
    await syncFolder(dirname(path));
    return { path, sha256 };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function writeHashed(body: Readable, file: string, maxBytes: number): Promise<string> {
  const hash = createHash('sha256');
  let bytes = 0;
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > maxBytes) {
        done(
          new NetwrightError(
            nfvoErrors.NFVO_PACKAGE_TOO_LARGE,
            `The package is larger than ${maxBytes} bytes.`,
          ),
        );
        return;
      }
      hash.update(chunk);
      done(null, chunk);
    },
  });
  try {
    await pipeline(body, meter, createWriteStream(file, { mode: 0o600, flush: true }));
  } catch (error) {
    if (error instanceof NetwrightError) throw error;
    if ((error as NodeJS.ErrnoException).code !== 'ECONNRESET' && !body.errored) throw error;
    throw new NetwrightError(
      nfvoErrors.NFVO_PACKAGE_CONTENT_EMPTY,
      `The upload broke off after ${bytes} bytes.`,
      {
        cause: error,
      },
    );
  }
  if (bytes === 0)
    throw new NetwrightError(nfvoErrors.NFVO_PACKAGE_CONTENT_EMPTY, 'The request body is empty.');
  return hash.digest('hex');
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
