import { describe, expect, it } from 'vitest';
import { pageSizeInKiB, parseScalarUnit, sizeInMiB } from './scalar-unit.ts';

describe('parseScalarUnit', () => {
  it.each([
    ['2 GiB', 2 ** 31, true],
    ['512 mb', 512e6, true],
    ['1Gib', 2 ** 30, true],
    ['0.5 KiB', 512, true],
    ['256G', 256e9, false],
    ['1048576', 1048576, false],
  ])('reads %s', (text, value, standard) => {
    expect(parseScalarUnit('size', text)).toEqual({ value, standard });
  });

  it.each(['gb GB', '', 'MB', '1 XB', '-1 MB', '1 2 MB'])('refuses "%s"', (text) => {
    expect(parseScalarUnit('size', text)).toBeUndefined();
  });

  it('tells minutes from milliseconds and megahertz', () => {
    expect(parseScalarUnit('time', '5 m')?.value).toBe(300);
    expect(parseScalarUnit('time', '5 ms')?.value).toBe(0.005);
    expect(parseScalarUnit('frequency', '2.4 GHz')?.value).toBe(2.4e9);
  });
});

describe('sizes of memory and pages', () => {
  it('rounds memory up to whole MiB', () => {
    expect([sizeInMiB('256 MiB'), sizeInMiB('512 MB'), sizeInMiB('1 B')]).toEqual([256, 489, 1]);
  });

  it('takes 2 MB for the 2 MiB page', () => {
    expect([
      pageSizeInKiB('2 MB'),
      pageSizeInKiB('2MiB'),
      pageSizeInKiB('1 GB'),
      pageSizeInKiB('4 KiB'),
    ]).toEqual([2048, 2048, 1048576, 4]);
    expect([pageSizeInKiB('3 MB'), pageSizeInKiB('large')]).toEqual([undefined, undefined]);
  });
});
