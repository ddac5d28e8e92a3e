import { describe, expect, it } from 'vitest';
import { type CpioEntry, cpioArchive } from './cpio-archive.ts';

/** Reads an archive back as the kernel does: fields of eight hexadecimal digits, name and content padded to four. */
function readArchive(archive: Buffer): Map<string, { mode: number; content: string }> {
  const found = new Map<string, { mode: number; content: string }>();
  for (let at = 0; at < archive.length; ) {
    expect(archive.subarray(at, at + 6).toString()).toBe('070701');
    const field = (n: number) =>
      Number.parseInt(archive.subarray(at + 6 + n * 8, at + 14 + n * 8).toString(), 16);
    const [mode, size, nameSize] = [field(1), field(6), field(11)];
    const name = archive.subarray(at + 110, at + 110 + nameSize - 1).toString();
    const content = Math.ceil((at + 110 + nameSize) / 4) * 4;
    if (name === 'TRAILER!!!') return found;
    found.set(name, { mode, content: archive.subarray(content, content + size).toString() });
    at = Math.ceil((content + size) / 4) * 4;
  }
  throw new Error('no trailer');
}

const file = (text: string, executable = false): CpioEntry => ({
  kind: 'file',
  content: Buffer.from(text),
  executable,
});

describe('cpioArchive', () => {
  it('holds files, links and directories with their modes', () => {
    const archive = cpioArchive(
      new Map<string, CpioEntry>([
        ['init', file('#!/bin/sh\n', true)],
        ['bin/sh', { kind: 'symlink', target: 'busybox' }],
        ['etc/vnf/name', file('monitor\n')],
        ['dev', { kind: 'directory' }],
      ]),
    );
    expect(Object.fromEntries(readArchive(archive))).toEqual({
      bin: { mode: 0o040755, content: '' },
      'bin/sh': { mode: 0o120755, content: 'busybox' },
      dev: { mode: 0o040755, content: '' },
      etc: { mode: 0o040755, content: '' },
      'etc/vnf': { mode: 0o040755, content: '' },
      'etc/vnf/name': { mode: 0o100644, content: 'monitor\n' },
      init: { mode: 0o100755, content: '#!/bin/sh\n' },
    });
  });

  it('is the same whatever order the entries came in', () => {
    const entries: [string, CpioEntry][] = [
      ['a', file('1')],
      ['b/c', file('2')],
    ];
    expect(cpioArchive(new Map(entries)).equals(cpioArchive(new Map(entries.reverse())))).toBe(true);
  });
});
