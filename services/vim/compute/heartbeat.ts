import type { OperationContext } from '../model.ts';

const INTERVAL_MS = 800;

/**
 * Runs `work` and repeats its last progress message while it is busy, so that the caller's watchdog hears from it
 * at least every second, whatever it waits for.
 */
export async function withHeartbeat<T>(
  ctx: OperationContext,
  work: (beating: OperationContext) => Promise<T>,
): Promise<T> {
  let last: string | undefined;
  const timer = setInterval(() => {
    if (last !== undefined) ctx.progress(last);
  }, INTERVAL_MS);
  try {
    return await work({
      signal: ctx.signal,
      progress: (message) => {
        last = message;
        ctx.progress(message);
      },
    });
  } finally {
    clearInterval(timer);
  }
}
