import { describe, expect, it } from 'vitest';
import { linesOf, parseSections } from './sections.ts';

const output = [
  'noise of a login shell',
  '@@ pid\t/run/libvirt/qemu/a.pid',
  ' 841',
  '@= 0',
  '@@ odd\t/etc/odd',
  ' @@ looks like a frame',
  ' @= 7',
  '@= 0',
  '@@ xml\tvirsh dumpxml a',
  ' error: no domain',
  '@= 1',
].join('\n');

describe('parseSections', () => {
  it('gives each reading with where it was read', () => {
    expect(parseSections(output).need('pid')).toMatchObject({
      where: '/run/libvirt/qemu/a.pid',
      text: '841',
    });
  });

  it('does not mistake content for frames', () => {
    expect(linesOf(parseSections(output).need('odd'))).toEqual(['@@ looks like a frame', '@= 7']);
  });

  it('throws the command’s own words for a reading that failed', () => {
    expect(() => parseSections(output).need('xml')).toThrow(
      'Reading virsh dumpxml a failed: error: no domain',
    );
  });

  it('throws for a reading that is not there', () => {
    expect(() => parseSections(output).need('maps')).toThrow('no reading "maps"');
  });
});
