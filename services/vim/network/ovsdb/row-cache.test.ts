import { describe, expect, it } from 'vitest';
import { createRowCache } from './row-cache.ts';
import { asList, asMap, asOptional, Uuid } from './values.ts';

const many = (_table: string, column: string) => column === 'ports' || column === 'status';

describe('row cache', () => {
  it('applies differences of sets and maps, and replaces scalars', () => {
    const cache = createRowCache(many);
    cache.apply({
      T: {
        u1: {
          initial: {
            ports: ['uuid', 'a'],
            status: [
              'map',
              [
                ['x', '1'],
                ['y', '2'],
              ],
            ],
            ofport: ['set', []],
          },
        },
      },
    });
    cache.apply({
      T: {
        u1: {
          modify: {
            ports: [
              'set',
              [
                ['uuid', 'a'],
                ['uuid', 'b'],
              ],
            ],
            status: [
              'map',
              [
                ['x', '1'],
                ['y', '3'],
                ['z', '4'],
              ],
            ],
            ofport: 7,
          },
        },
      },
    });
    const row = cache.rows('T').get('u1');
    expect(asList(row?.ports)).toEqual([new Uuid('b')]);
    expect(asMap(row?.status)).toEqual({ y: '3', z: '4' });
    expect(asOptional(row?.ofport)).toBe(7);
    cache.apply({ T: { u1: { delete: null }, u2: { insert: { ofport: -1 } } } });
    expect([...cache.rows('T').keys()]).toEqual(['u2']);
  });
});
