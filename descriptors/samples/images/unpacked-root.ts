/** Files out of folders of unpacked Debian packages that are not a running system, and the tools to work on them. */
import { execFile } from 'node:child_process';
import { access, readFile, realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const programFolders = ['usr/bin', 'bin', 'usr/sbin', 'sbin'];
const libraryFolders = ['usr/lib/x86_64-linux-gnu', 'lib/x86_64-linux-gnu'];
const loaderName = 'ld-linux-x86-64.so.2';

/** Where mformat, mcopy and syslinux are. */
export interface ImageTools {
  /** Folder syslinux-common is unpacked in. */
  readonly root: string;
  /** A PATH with the tools, each runnable as it is. */
  readonly path: string;
}

/** Full path of `name` in the root's program folders; throws where it is not there. */
export async function findProgram(root: string, name: string): Promise<string> {
  const path = await firstThatExists(programFolders.map((folder) => join(root, folder, name)));
  if (path === undefined) throw new Error(`program ${name} is not among the unpacked packages in ${root}`);
  return path;
}

/** Runs a tool to its end; what it says on stderr becomes the error's message. */
export async function runTool(
  tools: ImageTools,
  tool: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<void> {
  await run(tool, [...args], {
    env: { PATH: tools.path, HOME: '/nonexistent', LC_ALL: 'C', TZ: 'UTC', ...environment },
  }).catch((cause: unknown) => {
    const text = cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim() : '';
    throw new Error(`${tool} ${args.join(' ')} failed: ${text || String(cause)}`, { cause });
  });
}

/**
 * The shared libraries a program of the root needs, with the loader: path in the guest → content. Asked of the
 * root's own dynamic loader, which lists without running the program.
 */
export async function sharedLibraries(root: string, program: string): Promise<ReadonlyMap<string, Buffer>> {
  const loader = await firstThatExists(libraryFolders.map((folder) => join(root, folder, loaderName)));
  if (loader === undefined) throw new Error(`${loaderName} is not among the unpacked packages in ${root}`);
  const search = libraryFolders.map((folder) => join(root, folder)).join(':');
  const { stdout } = await run(loader, ['--library-path', search, '--list', program]);
  const libraries = new Map([[`lib64/${loaderName}`, await readFile(await realpath(loader))]]);
  for (const line of stdout.split('\n')) {
    if (line.includes('not found')) throw new Error(`${program} lacks a library in ${root}: ${line.trim()}`);
    const [, name, path] = /^\s*(\S+) => (\S.*) \(0x/.exec(line) ?? [];
    if (name === undefined || path === undefined || basename(name) === loaderName) continue;
    libraries.set(`lib/x86_64-linux-gnu/${name}`, await readFile(await realpath(path)));
  }
  return libraries;
}

async function firstThatExists(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    const found = await access(path).then(
      () => true,
      () => false,
    );
    if (found) return path;
  }
  return undefined;
}
