/**
 * A private apt: own lists, own status, own downloads, all inside the cache folder. The system's apt lists,
 * sources, caches and packages are read at most, never written.
 */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AptSource } from './apt-sources.ts';
import { cacheFolder } from './cache.ts';
import { CommandError, run } from './command.ts';
import { withLock } from './lock.ts';
import { debianArchive, debianKeyring } from './machine.ts';
import { step } from './progress.ts';
import { SetupError } from './setup-error.ts';

export type DebianRelease = 'bookworm' | 'trixie';

export interface PrivateApt {
  readonly release: DebianRelease;
  /** For the environment of apt tools: `APT_CONFIG`. */
  readonly configFile: string;
  /** One-line entries, for tools that take a sources list. */
  readonly sourcesFile: string;
  /** Index files as of the last refresh. */
  readonly lists: string;
  /** Every .deb downloaded so far, whatever the release. */
  readonly pool: string;
  /** The machine's own `Acquire` settings (proxy, retries), as configuration text. */
  readonly acquire: string;
}

const refreshed = new Map<string, Promise<PrivateApt>>();

/**
 * The private apt of one release with fresh lists (refreshed once per process).
 * @param keyring a keyring with newer keys than the machine's, trusted in addition.
 */
export function privateApt(release: DebianRelease, keyring?: string): Promise<PrivateApt> {
  const known = refreshed.get(release);
  if (known !== undefined) return known;
  const pending = refresh(release, keyring);
  refreshed.set(release, pending);
  pending.catch(() => refreshed.delete(release));
  return pending;
}

function suites(
  release: DebianRelease,
  main: AptSource,
  security: AptSource | undefined,
): [AptSource, string][] {
  // the lab only needs trixie's release itself; bookworm is what hosts run, so with its updates
  if (release === 'trixie') return [[main, release]];
  const list: [AptSource, string][] = [
    [main, release],
    [main, `${release}-updates`],
  ];
  if (security !== undefined) list.push([security, `${release}-security`]);
  return list;
}

async function keyFiles(source: AptSource, folder: string, extra: string | undefined): Promise<string> {
  let own = source.signedBy.split(/[\s,]+/).filter((path) => path.startsWith('/'));
  if (source.signedBy.includes('BEGIN PGP')) {
    own = [join(folder, 'machine-key.asc')];
    await writeFile(own[0] ?? '', `${source.signedBy}\n`);
  }
  if (own.length === 0) own = [debianKeyring];
  return [...own, ...(extra === undefined ? [] : [extra])].join(',');
}

/** Proxy, certificate, retry and date-check settings that this machine needs to reach its archive at all. */
async function machineAcquireSettings(): Promise<string> {
  const dump = await run(['apt-config', 'dump']);
  return dump
    .split('\n')
    .filter((line) => /^Acquire::(https?|ftp|Retries|ForceIPv|Check-|Max-|Min-|Queue-)/i.test(line))
    .join('\n');
}

async function refresh(release: DebianRelease, keyring: string | undefined): Promise<PrivateApt> {
  const folder = cacheFolder('apt', release);
  const pool = cacheFolder('apt', 'pool');
  await mkdir(join(folder, 'lists', 'partial'), { recursive: true });
  await mkdir(join(folder, 'parts'), { recursive: true });
  await mkdir(join(folder, 'cache'), { recursive: true });
  await mkdir(join(pool, 'partial'), { recursive: true });
  await writeFile(join(folder, 'status'), '');
  const { main, security } = await debianArchive();
  const lines: string[] = [];
  for (const [source, suite] of suites(release, main, security)) {
    lines.push(`deb [signed-by=${await keyFiles(source, folder, keyring)}] ${source.uri} ${suite} main`);
  }
  const apt: PrivateApt = {
    release,
    configFile: join(folder, 'apt.conf'),
    sourcesFile: join(folder, 'sources.list'),
    lists: join(folder, 'lists'),
    pool,
    acquire: await machineAcquireSettings(),
  };
  await writeFile(apt.sourcesFile, `${lines.join('\n')}\n`);
  await writeFile(
    apt.configFile,
    `Dir::Etc::SourceList "${apt.sourcesFile}";
Dir::Etc::SourceParts "${folder}/parts";
Dir::Etc::Parts "${folder}/parts";
Dir::Etc::Preferences "${folder}/parts/none";
Dir::Etc::PreferencesParts "${folder}/parts";
Dir::State "${folder}";
Dir::State::Lists "${apt.lists}";
Dir::State::status "${folder}/status";
Dir::Cache "${folder}/cache";
Dir::Cache::archives "${pool}";
Dir::Log "${folder}";
APT::Architecture "amd64";
APT::Architectures { "amd64"; };
APT::Install-Recommends "false";
APT::Sandbox::User "root";
Acquire::Languages "none";
${apt.acquire}
`,
  );
  const refreshLists = (): Promise<string> =>
    run(['apt-get', '-q', 'update', '--error-on=any'], { env: { APT_CONFIG: apt.configFile } });
  await withLock(
    cacheFolder('locks', `apt-${release}.lock`),
    `package lists of Debian ${release}`,
    async () => {
      try {
        await step(`set-up: package lists of Debian ${release}`, refreshLists);
      } catch (error) {
        if (!(error instanceof CommandError)) throw error;
        throw new SetupError(`Cannot read Debian ${release} from ${main.uri} (the archive in this machine's apt sources):
${error.message}`);
      }
    },
  );
  return apt;
}

/** The packages that `apt-get install` would bring to a machine that has none, dependencies first. */
export async function dependencyClosure(apt: PrivateApt, packages: readonly string[]): Promise<string[]> {
  const out = await run(['apt-get', '-s', 'install', ...packages], { env: { APT_CONFIG: apt.configFile } });
  return [...out.matchAll(/^Inst (\S+)/gm)].map((match) => match[1] ?? '');
}

/** Downloads packages (each exactly, no dependencies) into the pool; returns the paths of the .deb files. */
export async function downloadPackages(apt: PrivateApt, packages: readonly string[]): Promise<string[]> {
  if (packages.length === 0) return [];
  const env = { APT_CONFIG: apt.configFile };
  return withLock(cacheFolder('locks', 'apt-pool.lock'), 'downloading Debian packages', async () => {
    const uris = await run(['apt-get', 'download', '--print-uris', ...packages], { env, cwd: cacheFolder() });
    const names = [...uris.matchAll(/^'[^']*' (\S+) \d+/gm)].map((match) => match[1] ?? '');
    if (names.length !== packages.length) {
      throw new Error(
        `apt names ${names.length} files for ${packages.length} packages: ${packages.join(' ')}`,
      );
    }
    const present = new Set(await readdir(apt.pool));
    // apt prints them in an order of its own; a file is named PACKAGE_VERSION_ARCHITECTURE.deb
    const missing = names.filter((name) => !present.has(name)).map((name) => name.replace(/_.*$/, ''));
    if (missing.length > 0) await fetchInto(apt, missing);
    return names.map((name) => join(apt.pool, name));
  });
}

/** apt verifies each file against the signed index; only verified ones are moved from `partial` into the pool. */
async function fetchInto(apt: PrivateApt, packages: readonly string[]): Promise<void> {
  const partial = join(apt.pool, 'partial');
  await run(['apt-get', '-q', 'download', ...packages], {
    env: { APT_CONFIG: apt.configFile },
    cwd: partial,
  });
  for (const name of await readdir(partial)) {
    if (name.endsWith('.deb')) await run(['mv', '-f', '--', join(partial, name), join(apt.pool, name)]);
  }
}
