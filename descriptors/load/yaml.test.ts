import { describe, expect, it } from 'vitest';
import { collectFindings } from '../lint/findings.ts';
import { get, sourceOf, textOf } from '../schema/node.ts';
import { readYaml } from './yaml.ts';

function read(text: string | Buffer) {
  const list = collectFindings();
  const root = readYaml('f.yaml', text, list.report);
  return { root, codes: list.findings.map((f) => f.rule.code), findings: list.findings };
}

describe('readYaml', () => {
  it('keeps scalars as they were written', () => {
    const { root } = read('version: 1.10\nflag: yes\nsize: 0x10\nday: 2026-11-21\n');
    expect(['version', 'flag', 'size', 'day'].map((k) => textOf(get(root, k)))).toEqual([
      '1.10',
      'yes',
      '0x10',
      '2026-11-21',
    ]);
  });

  it('tells nothing from an empty string', () => {
    const { root } = read('a:\nb: ""\nc: ~\n');
    expect([textOf(get(root, 'a')), textOf(get(root, 'b')), textOf(get(root, 'c'))]).toEqual([
      undefined,
      '',
      undefined,
    ]);
  });

  it('knows where everything stands', () => {
    const node = get(read('a:\r\n  - x\r\nb:\r\n    c: value\r\n').root, 'b', 'c');
    expect(node && sourceOf(node)).toEqual({ file: 'f.yaml', line: 4, column: 8 });
  });

  it('follows aliases and merge keys', () => {
    const { root, codes } = read('base: &b { x: 1, y: 2 }\nmore: { <<: *b, y: 3 }\nsame: *b\n');
    expect([
      textOf(get(root, 'more', 'x')),
      textOf(get(root, 'more', 'y')),
      textOf(get(root, 'same', 'y')),
    ]).toEqual(['1', '3', '2']);
    expect(codes).toEqual([]);
  });

  it('reads a flow list that goes on at column 1, as ETSI has it', () => {
    const { root, codes } = read('a:\n  b: [ x, y,\nz, w ]\nc: last\n');
    expect(codes).toEqual([]);
    const node = get(root, 'c');
    expect(node && sourceOf(node).line).toBe(4);
  });

  it('reads UTF-16 with a byte order mark', () => {
    expect(textOf(get(read(Buffer.from('\ufeffa: ä', 'utf16le')).root, 'a'))).toBe('ä');
  });

  it.each([
    ['a duplicate key', 'a: 1\na: 2\n', 'NFV-D011'],
    ['a tab as indentation', 'a:\n\tb: 1\n', 'NFV-D010'],
    ['a NUL', 'a: \0', 'NFV-D010'],
    ['bytes that are no UTF-8', Buffer.from([0x61, 0x3a, 0x20, 0xff, 0xfe]), 'NFV-D010'],
    ['an alias to nothing', 'a: *b\n', 'NFV-D010'],
    ['a list as a key', '? [a, b]\n: c\n', 'NFV-D010'],
    ['deep flow nesting', '['.repeat(10_000), 'NFV-D012'],
    ['deep block nesting', '- '.repeat(10_000), 'NFV-D012'],
    ['deep indentation', Array.from({ length: 3000 }, (_, i) => `${' '.repeat(i)}k:\n`).join(''), 'NFV-D012'],
  ])('reports %s', (_what, text, code) => {
    expect(read(text).codes).toContain(code);
  });

  it('stops aliases that expand without end', () => {
    const levels = Array.from(
      { length: 12 },
      (_, i) => `l${i + 1}: &l${i + 1} [${Array(10).fill(`*l${i}`).join(', ')}]`,
    );
    const start = performance.now();
    const { codes, root } = read(`l0: &l0 [x, x, x]\n${levels.join('\n')}\n`);
    expect(codes).toEqual(['NFV-D012']);
    expect(root).toBeUndefined();
    expect(performance.now() - start).toBeLessThan(1000);
  });
});
