/** What this machine is: release, architecture, user, and where its Debian packages come from. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type AptSource, findDebianArchive, parseDeb822Sources, parseOneLineSources } from './apt-sources.ts';
import { SetupError } from './setup-error.ts';

export interface Machine {
  /** VERSION_CODENAME of /etc/os-release, e.g. `bookworm`; empty where there is none. */
  readonly codename: string;
  /** PRETTY_NAME, for messages. */
  readonly name: string;
}

export async function thisMachine(): Promise<Machine> {
  const text = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const field = (name: string): string => new RegExp(`^${name}="?([^"\n]*)"?$`, 'm').exec(text)?.[1] ?? '';
  return { codename: field('VERSION_CODENAME'), name: field('PRETTY_NAME') || 'an unknown system' };
}

/** Every `deb` entry of the machine's own apt sources, in the order apt reads them. */
export async function machineAptSources(folder = '/etc/apt'): Promise<AptSource[]> {
  const read = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');
  const parts = join(folder, 'sources.list.d');
  const names = (await readdir(parts).catch(() => [])).sort();
  const sources = parseOneLineSources(await read(join(folder, 'sources.list')));
  for (const name of names) {
    if (name.endsWith('.list')) sources.push(...parseOneLineSources(await read(join(parts, name))));
    if (name.endsWith('.sources')) sources.push(...parseDeb822Sources(await read(join(parts, name))));
  }
  return sources;
}

export const debianKeyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

/**
 * The Debian archive to download from: NETWRIGHT_DEBIAN_ARCHIVE (and NETWRIGHT_DEBIAN_SECURITY) where set, else
 * what the machine's own sources name.
 */
export async function debianArchive(): Promise<{ main: AptSource; security: AptSource | undefined }> {
  const { NETWRIGHT_DEBIAN_ARCHIVE: main, NETWRIGHT_DEBIAN_SECURITY: security } = process.env;
  const source = (uri: string): AptSource => ({
    uri,
    suite: '',
    components: ['main'],
    signedBy: debianKeyring,
  });
  if (main) return { main: source(main), security: security ? source(security) : undefined };
  const found = findDebianArchive(await machineAptSources());
  if (found !== undefined) return found;
  const machine = await thisMachine();
  throw new SetupError(
    `The apt sources of this machine (${machine.name}) name no Debian archive, and the lab host is built from Debian packages.
Set NETWRIGHT_DEBIAN_ARCHIVE to the URL of a Debian mirror (and NETWRIGHT_DEBIAN_SECURITY to that of its security archive),
and see that ${debianKeyring} is there (package debian-archive-keyring).`,
  );
}

/** The command line that started this process, as a person would type it. */
function ownCommand(): string {
  const script = process.env.npm_lifecycle_event;
  if (script === 'test') return 'npm test';
  return script === undefined || script === 'npx'
    ? process.argv.map((a) => (a.includes(' ') ? `'${a}'` : a)).join(' ')
    : `npm run ${script}`;
}

/** Stops with the exact command to run when this process is not root. `purpose` completes "… needs root". */
export function requireRoot(purpose: string): void {
  if (process.getuid?.() === 0) return;
  const command = ownCommand();
  throw new SetupError(`${purpose} needs root. Run, in ${process.cwd()}, one of:

    sudo env "PATH=$PATH" ${command}
    su -c '${command}'
`);
}
