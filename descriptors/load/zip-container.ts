/**
 * A ZIP archive, read where it lies: only the central directory is held in memory. Names, links, encryption, counts,
 * sizes and ratios are judged before anything is unpacked; unpacking stops at the stated size of an entry.
 */
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import * as yauzl from 'yauzl';
import type { Report } from '../lint/rule.ts';
import { packageLimits } from '../lint/rules/package-limits.ts';
import { unreadablePackage } from '../lint/rules/unreadable-package.ts';
import { unsafeEntry } from '../lint/rules/unsafe-entry.ts';
import {
  type Container,
  type ContainerEntry,
  type ContainerLimits,
  fileNameIndex,
  readAll,
} from './container.ts';
import { foldedName, printableName, unsafeNameReason } from './entry-name.ts';

interface ZipEntry extends ContainerEntry {
  readonly raw: yauzl.Entry;
}

const UNIX = 3;
const S_IFMT = 0o170000;
const S_IFLNK = 0o120000;
const S_IFREG = 0o100000;
const STORED = 0;
const DEFLATED = 8;

/** Undefined (reported) where the file is no readable archive. Unsafe entries are reported and left out. */
export async function openZip(
  path: string,
  report: Report,
  limits: ContainerLimits,
): Promise<Container | undefined> {
  let zip: yauzl.ZipFile;
  try {
    zip = await openArchive(path);
  } catch (error) {
    report(
      unreadablePackage,
      { file: '' },
      `${basename(path)} is not a readable ZIP archive: ${messageOf(error)}`,
    );
    return undefined;
  }
  const close = async (): Promise<void> => zip.close();
  const entries = await readDirectory(zip, report, limits);
  if (entries === undefined) {
    await close();
    return undefined;
  }
  const open = (name: string): Promise<Readable> => openEntry(zip, entries.get(name));
  return {
    form: 'zip',
    entries,
    byFileName: fileNameIndex(entries.keys()),
    open,
    close,
    async read(name, limitBytes, to) {
      try {
        const content = await readAll(await open(name), limitBytes);
        if (content !== 'too-large') return content;
        to(
          packageLimits,
          { file: name },
          `larger than ${limitBytes} bytes, which is too much for a file of this kind`,
        );
      } catch (error) {
        to(unreadablePackage, { file: name }, `cannot be unpacked: ${messageOf(error)}`);
      }
      return undefined;
    },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function openArchive(path: string): Promise<yauzl.ZipFile> {
  return new Promise((resolve, reject) => {
    yauzl.open(path, { lazyEntries: true, autoClose: false, decodeStrings: false }, (error, zip) => {
      if (error) reject(error);
      else resolve(zip);
    });
  });
}

function openEntry(zip: yauzl.ZipFile, entry: ZipEntry | undefined): Promise<Readable> {
  return new Promise((resolve, reject) => {
    if (entry === undefined) return reject(new Error('no such file in the archive'));
    zip.openReadStream(entry.raw, (error, stream) => (error ? reject(error) : resolve(stream)));
  });
}

/** All safe files by path, sorted; undefined where the archive is refused as a whole. */
function readDirectory(
  zip: yauzl.ZipFile,
  report: Report,
  limits: ContainerLimits,
): Promise<Map<string, ZipEntry> | undefined> {
  const files: ZipEntry[] = [];
  const folded = new Map<string, string>();
  let totalBytes = 0;
  return new Promise((resolve) => {
    const refuse = (message: string): void => {
      report(packageLimits, { file: '' }, message);
      resolve(undefined);
    };
    zip.on('error', (error: unknown) => {
      report(unreadablePackage, { file: '' }, `the archive's directory is damaged: ${messageOf(error)}`);
      resolve(undefined);
    });
    zip.on('end', () => {
      files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
      resolve(new Map(files.map((f) => [f.path, f])));
    });
    zip.on('entry', (raw: yauzl.Entry) => {
      if (zip.entriesRead > limits.maxEntries) return refuse(`more than ${limits.maxEntries} entries`);
      totalBytes += raw.uncompressedSize;
      if (totalBytes > limits.maxTotalBytes)
        return refuse(`unpacks to more than ${limits.maxTotalBytes} bytes`);
      if (totalBytes > limits.ratioFromBytes && totalBytes > zip.fileSize * limits.maxRatio)
        return refuse(`unpacks to more than ${limits.maxRatio} times its size`);
      const file = acceptEntry(raw, folded, report);
      if (file !== undefined) files.push(file);
      zip.readEntry();
    });
    zip.readEntry();
  });
}

function acceptEntry(raw: yauzl.Entry, folded: Map<string, string>, report: Report): ZipEntry | undefined {
  const name = yauzl.getFileNameLowLevel(raw.generalPurposeBitFlag, raw.fileNameRaw, raw.extraFields, true);
  const refuse = (why: string): undefined => {
    report(unsafeEntry, { file: '' }, `entry ${printableName(name)} ${why}`);
    return undefined;
  };
  const bad = unsafeNameReason(name);
  if (bad !== undefined) return refuse(bad);
  if (name.endsWith('/')) return undefined;
  const mode = raw.versionMadeBy >> 8 === UNIX ? (raw.externalFileAttributes >>> 16) & S_IFMT : 0;
  if (mode === S_IFLNK) return refuse('is a symbolic link');
  if (mode !== 0 && mode !== S_IFREG) return refuse('is not a regular file');
  if (raw.isEncrypted()) return refuse('is encrypted');
  if (raw.compressionMethod !== STORED && raw.compressionMethod !== DEFLATED)
    return refuse(`uses compression method ${raw.compressionMethod}; only stored and deflated are read`);
  const key = foldedName(name);
  const twin = folded.get(key);
  if (twin !== undefined)
    return refuse(
      twin === name ? 'is there twice' : `differs from ${printableName(twin)} only in letter case`,
    );
  folded.set(key, name);
  return { path: name, sizeBytes: raw.uncompressedSize, raw };
}
