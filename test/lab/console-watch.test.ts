import { describe, expect, it } from 'vitest';
import { bootState, consoleTail, silenceMs } from './console-watch.ts';

describe('the console of a booting lab', () => {
  it('is ready once the lab says so, whatever else it printed', () => {
    expect(bootState('rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:\nlab: ready\n', 0)).toBe('ready');
  });

  it('is stalled on a kernel stall report or after a long silence', () => {
    expect(bootState('rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:', 0)).toBe('stalled');
    expect(bootState('[    1.0] Booting', silenceMs + 1)).toBe('stalled');
    expect(bootState('[    1.0] Booting', silenceMs - 1)).toBe('booting');
  });

  it('is broken on a panic, which no second try mends', () => {
    expect(bootState('Kernel panic - not syncing: VFS', 0)).toBe('broken');
  });

  it('shows its last lines without carriage returns', () => {
    expect(consoleTail('a\r\nb\r\nc\r\n', 2)).toBe('b\nc');
  });
});
