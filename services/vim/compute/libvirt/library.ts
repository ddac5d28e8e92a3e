/** Finds and loads libvirt's C client library, also from a folder that the dynamic linker does not know. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import koffi from 'koffi';
import { describeError, NetwrightError } from '#kernel/errors.ts';
import { vimErrors } from '../../errors.ts';

type Library = ReturnType<typeof koffi.load>;

const SONAME = 'libvirt.so.0';
/** glibc names the one library it misses; after it is loaded by path, the next try gets further. */
const MISSING = /(?:^|[\s:])([\w.+-]+\.so[\w.+-]*): cannot open shared object file/;
const MOST_DEPENDENCIES = 100;

/** What was loaded by path stays referenced: koffi unloads what nobody holds. */
const dependencies: Library[] = [];
let loaded: Library | undefined;

/**
 * The library named by NETWRIGHT_LIBVIRT_LIBRARY, else the system's libvirt.so.0. A named one may lie in an unpacked
 * package tree: what it needs and the system lacks is loaded from the same tree first (the linker then finds it by
 * its soname). Throws VIM_LIBVIRT_LIBRARY_MISSING.
 */
export function loadLibvirt(path: string | undefined = process.env.NETWRIGHT_LIBVIRT_LIBRARY): Library {
  if (loaded !== undefined) return loaded;
  const named = path === undefined || path === '' ? undefined : path;
  try {
    loaded = named === undefined ? koffi.load(SONAME) : loadWithDependencies(named, libraryFolders(named));
  } catch (error) {
    throw new NetwrightError(
      vimErrors.VIM_LIBVIRT_LIBRARY_MISSING,
      `${named ?? SONAME} cannot be loaded: ${describeError(error)}`,
      { cause: error },
    );
  }
  return loaded;
}

/** Where the dependencies of a library at `path` may lie: its own folder, and the `/lib` twin of a `/usr/lib` one. */
export function libraryFolders(path: string): readonly string[] {
  const folder = dirname(path);
  const split = /^(.*?)(\/usr)?\/lib(\/[^/]+)?$/.exec(folder);
  if (split === null) return [folder];
  const [, root = '', , triplet = ''] = split;
  return [...new Set([folder, `${root}/usr/lib${triplet}`, `${root}/lib${triplet}`])];
}

function loadWithDependencies(path: string, folders: readonly string[]): Library {
  for (let tries = 0; ; tries += 1) {
    try {
      return koffi.load(path);
    } catch (error) {
      const soname = MISSING.exec(describeError(error))?.[1];
      if (soname === undefined || tries === MOST_DEPENDENCIES) throw error;
      const found = folders.map((folder) => join(folder, soname)).find((candidate) => existsSync(candidate));
      if (found === undefined || found === path) throw error;
      dependencies.push(loadWithDependencies(found, folders));
    }
  }
}
