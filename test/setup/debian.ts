/** Debian packages unpacked into the cache folder: files only, no maintainer script runs, nothing is installed. */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  type DebianRelease,
  dependencyClosure,
  downloadPackages,
  type PrivateApt,
  privateApt,
} from './apt-archive.ts';
import { artefact } from './cache.ts';
import { run } from './command.ts';
import { SetupError } from './setup-error.ts';

export interface UnpackRequest {
  /** Kebab-case name of the artefact. */
  readonly name: string;
  readonly release: DebianRelease;
  readonly packages: readonly string[];
  /** True: with everything they depend on, down to the C library. */
  readonly closure: boolean;
  /** With `closure`: further packages to unpack without their dependencies. */
  readonly alone?: readonly string[];
  /** With `closure`: leave out packages of these names. */
  readonly exclude?: RegExp;
  /** Called on the unpacked tree before it counts as built, to add to it or to refuse it. */
  readonly finish?: (root: string) => Promise<void>;
  /** Changes when `finish` does. */
  readonly version?: string;
}

/** The unpacked tree. `packages.list` beside its top folders names the files it was unpacked from. */
export async function unpackDebianPackages(request: UnpackRequest): Promise<string> {
  const { name, release, packages, closure, alone = [], exclude, finish, version = '' } = request;
  return artefact({
    name,
    inputs: [release, String(closure), String(exclude), version, ...packages, '+', ...alone],
    label: `set-up: Debian ${release} packages for ${name}`,
    build: async (root) => {
      const apt = await debianRelease(release);
      const needed = closure ? await dependencyClosure(apt, packages) : packages;
      await unpack(apt, [...needed.filter((name) => !exclude?.test(name)), ...alone], root);
      await finish?.(root);
    },
  });
}

/** Downloads and unpacks exactly `packages` into `root`. */
export async function unpack(apt: PrivateApt, packages: readonly string[], root: string): Promise<void> {
  const files = await downloadPackages(apt, packages);
  for (const file of files) await run(['dpkg', '-x', file, root]);
  await writeFile(join(root, 'packages.list'), `${files.map((f) => basename(f)).join('\n')}\n`);
}

/**
 * The private apt of a release. A machine set up before trixie existed may lack trixie's keys: they come with
 * bookworm's current keyring package, which the machine's own keys vouch for.
 */
export async function debianRelease(release: DebianRelease): Promise<PrivateApt> {
  checkTools();
  if (release === 'bookworm') return privateApt(release);
  const root = await unpackDebianPackages({
    name: 'debian-keyring',
    release: 'bookworm',
    packages: ['debian-archive-keyring'],
    closure: false,
  });
  const keyring = join(root, 'usr/share/keyrings/debian-archive-keyring.gpg');
  return privateApt(release, existsSync(keyring) ? keyring : undefined);
}

function checkTools(): void {
  const missing = ['apt-get', 'apt-config', 'dpkg'].filter((tool) => !existsSync(join('/usr/bin', tool)));
  if (missing.length > 0) {
    throw new SetupError(
      `This machine has no ${missing.join(', ')}: the set-up works on Debian 12 and 13 (and relatives with apt) only.`,
    );
  }
  if (process.arch !== 'x64') {
    throw new SetupError(
      `The lab host is an x86-64 machine; this one is ${process.arch}, where it is not supported.`,
    );
  }
}
