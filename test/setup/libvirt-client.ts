/**
 * The libvirt client library that Node loads through koffi: the machine's own where it has one, else libvirt0 of
 * the machine's release, unpacked privately with the libraries it needs. The C library is always the
 * machine's own: a second one in the same process would crash it.
 */
import { join } from 'node:path';
import type { DebianRelease } from './apt-archive.ts';
import { CommandError, run } from './command.ts';
import { unpackDebianPackages } from './debian.ts';
import { thisMachine } from './machine.ts';
import { SetupError } from './setup-error.ts';

export interface LibvirtClient {
  /** For `koffi.load`. */
  readonly library: string;
  /** For LD_LIBRARY_PATH of the process that loads it; empty where the system's own library is used. */
  readonly libraryPath: string;
}

const projectRoot = join(import.meta.dirname, '..', '..');

const loadScript = `
const koffi = require('koffi');
const version = [0];
koffi.load(process.argv[1]).func('int virGetVersion(_Out_ unsigned long *v, const char *type, void *t)')(version, null, null);
process.stdout.write(String(version[0]));
`;

/** libvirt's version number (e.g. 9000000) as a process that really loads the library gets it. */
async function loadedVersion({ library, libraryPath }: LibvirtClient): Promise<number> {
  const env = libraryPath === '' ? {} : { LD_LIBRARY_PATH: libraryPath };
  return Number(
    await run([process.execPath, '-e', loadScript, library], { cwd: projectRoot, env, timeoutMs: 30_000 }),
  );
}

const system: LibvirtClient = { library: 'libvirt.so.0', libraryPath: '' };

/** Finds or unpacks the library and proves it by loading it; throws SetupError with what to install where it cannot. */
export async function libvirtClient(
  options: { readonly ignoreSystem?: boolean } = {},
): Promise<LibvirtClient> {
  if (options.ignoreSystem !== true) {
    try {
      if ((await loadedVersion(system)) > 0) return system;
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
    }
  }
  const machine = await thisMachine();
  if (!isKnown(machine.codename)) {
    throw new SetupError(`libvirt's client library (libvirt.so.0) is missing, and it can be fetched for Debian 12 and 13 only.
On ${machine.name}, run as root: apt-get install libvirt0`);
  }
  return unpacked(machine.codename);
}

function isKnown(codename: string): codename is DebianRelease {
  return codename === 'bookworm' || codename === 'trixie';
}

async function unpacked(release: DebianRelease): Promise<LibvirtClient> {
  const root = await unpackDebianPackages({
    name: 'libvirt-client',
    release,
    packages: ['libvirt0'],
    closure: true,
    exclude:
      /^(libc6|libc-bin|libgcc-s1|libstdc\+\+6|gcc-\d+-base|libcrypt1|debconf.*|perl.*|adduser|passwd)$/,
    finish: async (tree) => {
      await loadedVersion(clientIn(tree));
    },
  });
  return clientIn(root);
}

function clientIn(root: string): LibvirtClient {
  const folders = ['usr/lib/x86_64-linux-gnu', 'lib/x86_64-linux-gnu'].map((folder) => join(root, folder));
  return { library: join(root, 'usr/lib/x86_64-linux-gnu/libvirt.so.0'), libraryPath: folders.join(':') };
}
