import { describe, expect, it } from 'vitest';
import { portMasks } from './port-range.ts';

/** Every port the masks cover, with how often. */
function covered(masks: readonly string[]): number[] {
  const hits = new Array<number>(65536).fill(0);
  for (const text of masks) {
    const [value, mask = '0xffff'] = (text === '' ? '0/0' : text).split('/');
    for (let port = 0; port < 65536; port++)
      if ((port & Number(mask)) === Number(value)) hits[port] = (hits[port] ?? 0) + 1;
  }
  return hits;
}

describe('port ranges', () => {
  it.each([
    [80, 80],
    [0, 65535],
    [0, 0],
    [0, 1023],
    [1000, 2000],
    [1, 65534],
    [65535, 65535],
  ] as const)('%i-%i is covered exactly once', (first, last) => {
    const hits = covered(portMasks([first, last]));
    const wrong = hits.findIndex((n, port) => n !== (port >= first && port <= last ? 1 : 0));
    expect(wrong).toBe(-1);
  });

  it('writes values as the switch prints them', () => {
    expect(portMasks([80, 80])).toEqual(['80']);
    expect(portMasks([0, 65535])).toEqual(['']);
    expect(portMasks([1024, 2047])).toEqual(['0x400/0xfc00']);
    expect(portMasks([0, 1])).toEqual(['0/0xfffe']);
    expect(portMasks([1, 65534]).length).toBe(30);
  });
});
