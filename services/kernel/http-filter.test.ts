import { describe, expect, it } from 'vitest';
import { applyFilter } from './http-filter.ts';

const items = [
  { id: 'a', name: "O'Neil, (Ltd)", size: 9, tags: [{ key: 'x' }, { key: 'y' }] },
  { id: 'b', name: 'plain', size: 10, tags: [] },
];
const ids = (filter: string) => applyFilter(items, filter).map((i) => i.id);

describe('attribute filter of SOL013', () => {
  it.each([
    ['(eq,id,a)', ['a']],
    ['(neq,id,a)', ['b']],
    ['(in,id,a,b)', ['a', 'b']],
    ['(nin,id,a)', ['b']],
    ['(gt,size,9)', ['b']],
    ['(lte,size,9)', ['a']],
    ['(cont,name,lai)', ['b']],
    ['(ncont,name,lai)', ['a']],
    ['(eq,tags/key,y)', ['a']],
    ["(eq,name,'O''Neil, (Ltd)')", ['a']],
    ['(gte,size,9);(eq,id,b)', ['b']],
    ['(eq,missing,1)', []],
  ])('%s keeps %j', (filter, expected) => {
    expect(ids(filter)).toEqual(expected);
  });

  it.each(['eq,id,a', '(eq,id', '(like,id,a)', '(eq,id)', '(eq,id,a,b)', '(eq,id,a);', "(eq,id,'a)"])(
    'refuses %s with a stable code',
    (filter) => {
      expect(() => ids(filter)).toThrow(expect.objectContaining({ code: 'HTTP_FILTER_INVALID' }));
    },
  );
});
