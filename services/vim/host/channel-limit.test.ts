import { describe, expect, it } from 'vitest';
import { createLimit } from './channel-limit.ts';

describe('createLimit', () => {
  it('never runs more than its size at once, in order, and goes on after a failure', async () => {
    const limit = createLimit(2);
    let running = 0;
    let most = 0;
    const order: number[] = [];
    const jobs = [0, 1, 2, 3, 4, 5].map((n) =>
      limit(async () => {
        running += 1;
        most = Math.max(most, running);
        order.push(n);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        if (n === 1) throw new Error('one');
        return n;
      }),
    );
    const ends = await Promise.allSettled(jobs);
    expect(most).toBe(2);
    expect(order).toEqual([0, 1, 2, 3, 4, 5]);
    expect(ends.map((end) => end.status === 'fulfilled')).toEqual([true, false, true, true, true, true]);
    expect(await limit(async () => running)).toBe(0);
  });
});
