/** Reads apt source files, in both formats, and finds the Debian archive this machine is set up with. */

export interface AptSource {
  readonly uri: string;
  readonly suite: string;
  readonly components: readonly string[];
  /** Keyring paths, or one ASCII-armoured key block; empty when the entry names none. */
  readonly signedBy: string;
}

/** One-line format, sources.list(5): `deb [option=value …] uri suite component…`. */
export function parseOneLineSources(text: string): AptSource[] {
  const sources: AptSource[] = [];
  for (const raw of text.split('\n')) {
    const match = /^deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s*(.*)$/.exec(raw.replace(/#.*$/, '').trim());
    if (match === null) continue;
    const [, options = '', uri = '', suite = '', components = ''] = match;
    const signedBy = /(?:^|\s)signed-by=(\S+)/i.exec(options)?.[1] ?? '';
    sources.push({ uri, suite, components: components.split(/\s+/).filter(Boolean), signedBy });
  }
  return sources;
}

function parseStanza(stanza: string): Map<string, string> {
  const fields = new Map<string, string>();
  let name = '';
  for (const line of stanza.split('\n')) {
    if (line.startsWith('#')) continue;
    const match = /^([A-Za-z-]+):\s*(.*)$/.exec(line);
    if (match !== null) {
      name = (match[1] ?? '').toLowerCase();
      fields.set(name, match[2] ?? '');
    } else if (/^\s/.test(line) && name !== '') {
      // continuation: " ." stands for an empty line, as in an embedded key block
      const text = line.trim() === '.' ? '' : line.trim();
      fields.set(name, `${fields.get(name) ?? ''}\n${text}`);
    }
  }
  return fields;
}

/** deb822 format: stanzas of fields, each stanza standing for every pair of its URIs and Suites. */
export function parseDeb822Sources(text: string): AptSource[] {
  const words = (value: string | undefined): string[] => (value ?? '').split(/\s+/).filter(Boolean);
  return text.split(/\n\s*\n/).flatMap((stanza) => {
    const fields = parseStanza(stanza);
    if (!words(fields.get('types')).includes('deb')) return [];
    if (/^(no|false|0|off|disable)$/i.test(fields.get('enabled')?.trim() ?? '')) return [];
    const components = words(fields.get('components'));
    const signedBy = (fields.get('signed-by') ?? '').trim();
    return words(fields.get('uris')).flatMap((uri) =>
      words(fields.get('suites')).map((suite) => ({ uri, suite, components, signedBy })),
    );
  });
}

const releases = [
  'bullseye',
  'bookworm',
  'trixie',
  'forky',
  'sid',
  'oldstable',
  'stable',
  'testing',
  'unstable',
];

export interface DebianArchive {
  readonly main: AptSource;
  /** The archive of `<release>-security`, where the machine has one. */
  readonly security: AptSource | undefined;
}

/** Other vendors use Debian's release names too (`deb https://vendor bookworm main`), so entries are weighed. */
function resemblance(source: AptSource): number {
  const path = /\/debian(-security)?(\/|$)/.test(source.uri) ? 4 : 0;
  const key = source.signedBy === '' || source.signedBy.includes('debian-archive') ? 2 : 0;
  return path + key;
}

function best(sources: readonly AptSource[]): AptSource | undefined {
  return sources
    .filter((source) => source.components.includes('main') && resemblance(source) > 0)
    .sort((a, b) => resemblance(b) - resemblance(a))[0];
}

/** The archive that holds Debian's own packages, or undefined when the machine has none (e.g. Ubuntu). */
export function findDebianArchive(sources: readonly AptSource[]): DebianArchive | undefined {
  const main = best(sources.filter((source) => releases.includes(source.suite)));
  if (main === undefined) return undefined;
  const security = best(
    sources.filter(({ suite }) =>
      releases.some((name) => suite === `${name}-security` || suite === `${name}/updates`),
    ),
  );
  return { main, security };
}
