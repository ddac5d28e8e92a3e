/** A package unpacked in a folder, or a single YAML file with what lies beside it. Links are refused, never followed. */
import { createReadStream } from 'node:fs';
import { lstat, open, readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
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
import { openZip } from './zip-container.ts';

/** Opens whatever the path is. Undefined (reported) where it cannot be read at all. */
export async function openContainer(
  path: string,
  report: Report,
  limits: ContainerLimits,
): Promise<Container | undefined> {
  try {
    const stats = await lstat(path);
    if (stats.isDirectory()) return await openFolder(path, report, limits);
    if (stats.isSymbolicLink() || !stats.isFile()) {
      report(unreadablePackage, { file: '' }, `${path} is neither a file nor a folder`);
      return undefined;
    }
    if (/\.ya?ml$/i.test(path) && !(await startsLikeZip(path))) return await openSingleFile(path, report);
    return await openZip(path, report, limits);
  } catch (error) {
    report(unreadablePackage, { file: '' }, error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

async function startsLikeZip(path: string): Promise<boolean> {
  await using file = await open(path);
  const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(2) });
  return bytesRead === 2 && buffer.toString('latin1') === 'PK';
}

async function openFolder(
  root: string,
  report: Report,
  limits: ContainerLimits,
): Promise<Container | undefined> {
  const files: ContainerEntry[] = [];
  const folded = new Map<string, string>();
  let totalBytes = 0;
  const pending = [''];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    for (const item of await readdir(join(root, folder), { withFileTypes: true })) {
      const path = folder === '' ? item.name : `${folder}/${item.name}`;
      const twin = folded.get(foldedName(path));
      const bad =
        unsafeNameReason(path) ?? kindReason(item) ?? (twin && `differs from ${twin} only in letter case`);
      if (bad !== undefined) {
        report(unsafeEntry, { file: '' }, `${printableName(path)} ${bad}`);
        continue;
      }
      folded.set(foldedName(path), path);
      if (item.isDirectory()) {
        pending.push(path);
        continue;
      }
      const { size } = await lstat(join(root, path));
      totalBytes += size;
      files.push({ path, sizeBytes: size });
      if (files.length > limits.maxEntries || totalBytes > limits.maxTotalBytes) {
        report(
          packageLimits,
          { file: '' },
          `more than ${limits.maxEntries} files or ${limits.maxTotalBytes} bytes`,
        );
        return undefined;
      }
    }
  }
  return folderContainer('folder', root, files);
}

function kindReason(item: {
  isSymbolicLink(): boolean;
  isFile(): boolean;
  isDirectory(): boolean;
}): string | undefined {
  if (item.isSymbolicLink()) return 'is a symbolic link';
  return item.isFile() || item.isDirectory() ? undefined : 'is not a regular file';
}

/** The file and the YAML files in its folder, so that imports beside it are found. */
async function openSingleFile(path: string, report: Report): Promise<Container | undefined> {
  const root = dirname(path);
  const own = basename(path);
  const files: ContainerEntry[] = [];
  for (const item of await readdir(root, { withFileTypes: true })) {
    if (!item.isFile() || !/\.ya?ml$/i.test(item.name)) continue;
    if (unsafeNameReason(item.name) !== undefined) continue;
    files.push({ path: item.name, sizeBytes: (await lstat(join(root, item.name))).size });
  }
  if (files.some((f) => f.path === own)) return folderContainer('file', root, files);
  report(unsafeEntry, { file: '' }, `${printableName(own)} ${unsafeNameReason(own) ?? 'cannot be read'}`);
  return undefined;
}

function folderContainer(form: 'folder' | 'file', root: string, files: ContainerEntry[]): Container {
  files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const entries = new Map(files.map((f) => [f.path, f]));
  const stream = async (path: string): Promise<Readable> => {
    if (!entries.has(path)) throw new Error('no such file in the package');
    return createReadStream(join(root, path));
  };
  return {
    form,
    entries,
    byFileName: fileNameIndex(entries.keys()),
    open: stream,
    async read(path, limitBytes, report) {
      try {
        const content = await readAll(await stream(path), limitBytes);
        if (content !== 'too-large') return content;
        report(
          packageLimits,
          { file: path },
          `larger than ${limitBytes} bytes, which is too much for a file of this kind`,
        );
      } catch (error) {
        report(unreadablePackage, { file: path }, error instanceof Error ? error.message : String(error));
      }
      return undefined;
    },
    close: async () => {},
  };
}
