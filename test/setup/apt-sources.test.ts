import { describe, expect, it } from 'vitest';
import { findDebianArchive, parseDeb822Sources, parseOneLineSources } from './apt-sources.ts';

const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

const deb822 = `Types: deb deb-src
# a comment inside the stanza
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: ${keyring}

Types: deb
URIs: http://security.example/debian-security
Suites: bookworm-security
Components: main

Types: deb
Enabled: no
URIs: http://off.example/debian
Suites: bookworm
Components: main

Types: deb
URIs: https://vendor.example/node
Suites: nodistro
Components: main
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 mQINBF
 -----END PGP PUBLIC KEY BLOCK-----
`;

describe('apt sources', () => {
  it('reads deb822 stanzas, one entry per URI and suite, disabled ones left out', () => {
    const sources = parseDeb822Sources(deb822);
    expect(sources.map(({ uri, suite }) => `${uri} ${suite}`)).toEqual([
      'http://mirror.example/debian bookworm',
      'http://mirror.example/debian bookworm-updates',
      'http://security.example/debian-security bookworm-security',
      'https://vendor.example/node nodistro',
    ]);
    expect(sources[0]).toMatchObject({ components: ['main', 'contrib'], signedBy: keyring });
    expect(sources[3]?.signedBy).toBe(
      '-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQINBF\n-----END PGP PUBLIC KEY BLOCK-----',
    );
  });

  it('reads one-line entries with and without options, ignoring comments and deb-src', () => {
    const text = `# deb http://no.example/debian bookworm main
deb-src http://src.example/debian bookworm main
deb [arch=amd64 signed-by=${keyring}] http://a.example/debian bookworm main non-free # why
deb http://b.example/debian-security bookworm-security main
`;
    expect(parseOneLineSources(text)).toEqual([
      {
        uri: 'http://a.example/debian',
        suite: 'bookworm',
        components: ['main', 'non-free'],
        signedBy: keyring,
      },
      {
        uri: 'http://b.example/debian-security',
        suite: 'bookworm-security',
        components: ['main'],
        signedBy: '',
      },
    ]);
  });

  it('is not taken in by a vendor that uses the release name and comes first', () => {
    const sources =
      parseOneLineSources(`deb [signed-by=/usr/share/keyrings/vendor.gpg] https://apt.vendor.example bookworm main
deb http://mirror.example/debian/ bookworm main
deb http://mirror.example/debian-security bookworm-security main`);
    expect(findDebianArchive(sources)).toMatchObject({
      main: { uri: 'http://mirror.example/debian/' },
      security: { uri: 'http://mirror.example/debian-security' },
    });
  });

  it('finds none among the sources of another distribution', () => {
    const sources = parseOneLineSources('deb http://archive.example/ubuntu noble main universe');
    expect(findDebianArchive(sources)).toBeUndefined();
  });
});
