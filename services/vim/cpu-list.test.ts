import { describe, expect, it } from 'vitest';
import { formatCpuList, parseCpuList, parseCpuMask, sameCpus } from './cpu-list.ts';

describe('CPU lists', () => {
  it('reads the kernel’s notation', () => {
    expect(parseCpuList('0-3,7')).toEqual([0, 1, 2, 3, 7]);
    expect(parseCpuList('\n')).toEqual([]);
  });

  it('writes the kernel’s notation', () => {
    expect(formatCpuList([7, 0, 2, 1, 2])).toBe('0-2,7');
    expect(formatCpuList([])).toBe('');
  });

  it('reads masks of any width', () => {
    expect(parseCpuMask('"0x88"')).toEqual([3, 7]);
    expect(parseCpuMask('0x10000000000000001')).toEqual([0, 64]);
  });

  it('compares sets, not orders', () => {
    expect(sameCpus([2, 26], [26, 2])).toBe(true);
    expect(sameCpus([2], [2, 3])).toBe(false);
  });
});
