import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { quoteCommand, quoteWord } from './shell-quote.ts';

describe('quoteCommand', () => {
  it('gives a shell back exactly the words it was given', () => {
    const words = ['a b', "it's", '$(id)', '`id`', '"', '\\', '', '*', 'ä\n\t;', '-n', '~', "''", '!x', '#c'];
    const printed = execFileSync('sh', ['-c', `printf '%s\\0' ${quoteCommand(words)}`], { encoding: 'utf8' });
    expect(printed.split('\0').slice(0, -1)).toEqual(words);
  });

  it('leaves plain words readable and refuses NUL', () => {
    expect(quoteCommand(['ip', 'link', 'show', 'ens1'])).toBe('ip link show ens1');
    expect(() => quoteWord('a\0b')).toThrow(/NUL/);
  });
});
