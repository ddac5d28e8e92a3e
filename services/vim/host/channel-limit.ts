/**
 * Lets at most `size` jobs run at once; the rest wait in order. sshd refuses session channels beyond its MaxSessions
 * (10 as it comes), so commands queue here in place of failing there.
 */
export function createLimit(size: number): <T>(job: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (job) => {
    if (running >= size) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await job();
    } finally {
      // The place is handed on, not given back and taken again: no newcomer can slip in between.
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
