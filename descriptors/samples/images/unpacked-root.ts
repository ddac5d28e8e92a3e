/** Files and programs out of a folder of unpacked Debian packages that is not a running system. */
import { execFile } from 'node:child_process';
import { access, readdir, readFile, realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const programFolders = ['usr/bin', 'bin', 'usr/sbin', 'sbin'];
const libraryFolders = ['lib/x86_64-linux-gnu', 'usr/lib/x86_64-linux-gnu'];

/** Full path of `name` in the root's program folders; throws where it is not there. */
export async function findProgram(root: string, name: string): Promise<string> {
  for (const folder of programFolders) {
    const path = join(root, folder, name);
    if (await exists(path)) return path;
  }
  throw new Error(`program ${name} is not among the unpacked packages in ${root}`);
}

/**
 * Runs a program of the root as `tool`, or the machine's own where the root has none. The folder goes on PATH
 * (syslinux calls mtools by name); libraries the machine lacks come from the root, its libc never does.
 */
export async function runTool(
  root: string,
  tool: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<void> {
  const path = [...programFolders.map((folder) => join(root, folder)), process.env.PATH ?? ''].join(':');
  const program = await findProgram(root, tool).catch(() => tool);
  await run(program, [...args], {
    env: { PATH: path, HOME: '/nonexistent', LC_ALL: 'C', TZ: 'UTC', ...environment },
  }).catch((cause: unknown) => {
    const text = cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim() : String(cause);
    throw new Error(`${tool} failed: ${text}`, { cause });
  });
}

/**
 * The shared libraries a program of the root needs, with the loader: path in the guest → content. Asked of the
 * root's own dynamic loader, which lists without running the program.
 */
export async function sharedLibraries(root: string, program: string): Promise<ReadonlyMap<string, Buffer>> {
  const loader = join(root, 'lib64/ld-linux-x86-64.so.2');
  const search = libraryFolders.map((folder) => join(root, folder)).join(':');
  const { stdout } = await run(await loaderFile(root, loader), ['--library-path', search, '--list', program]);
  const libraries = new Map<string, Buffer>();
  for (const line of stdout.split('\n')) {
    const [, name, path] = /^\s*(\S+) => (\S.*) \(0x/.exec(line) ?? [];
    if (name !== undefined && path !== undefined && !name.includes('ld-linux')) {
      libraries.set(`lib/x86_64-linux-gnu/${basename(name)}`, await readFile(await realpath(path)));
    } else if (line.includes('not found')) {
      throw new Error(`${basename(program)} lacks a library in ${root}: ${line.trim()}`);
    }
  }
  libraries.set('lib64/ld-linux-x86-64.so.2', await readFile(await loaderFile(root, loader)));
  return libraries;
}

/** `lib64/ld-linux…` is an absolute or merged-/usr link in the package, so the file is looked up by itself. */
async function loaderFile(root: string, loader: string): Promise<string> {
  for (const folder of libraryFolders) {
    const names = await readdir(join(root, folder)).catch(() => []);
    if (names.includes('ld-linux-x86-64.so.2')) return realpath(join(root, folder, 'ld-linux-x86-64.so.2'));
  }
  return realpath(loader);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
