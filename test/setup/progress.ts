/** One line per step on stderr, so that nobody waits in front of a silent screen. */

const heartbeatMs = 15_000;

/** How many steps are under way; only the innermost one counts aloud. */
let depth = 0;

function seconds(sinceMs: number): string {
  const s = (Date.now() - sinceMs) / 1000;
  return s < 10 ? `${s.toFixed(1)} s` : `${Math.round(s)} s`;
}

/**
 * Runs `work` as a named step. On a terminal the line counts the seconds in place; elsewhere (CI logs) a
 * heartbeat line appears every 15 s. A step that ends within a second leaves no line at all.
 */
export async function step<T>(label: string, work: () => Promise<T>): Promise<T> {
  const started = Date.now();
  const terminal = process.stderr.isTTY === true;
  const level = ++depth;
  const draw = (): void => {
    if (level < depth) return;
    if (terminal) process.stderr.write(`\r\x1b[K${label} … ${seconds(started)}`);
    else process.stderr.write(`${label} … ${seconds(started)} so far\n`);
  };
  const timer = setInterval(draw, terminal ? 1_000 : heartbeatMs);
  try {
    const result = await work();
    if (Date.now() - started >= 1_000) {
      process.stderr.write(`${terminal ? '\r\x1b[K' : ''}${label} … ${seconds(started)}\n`);
    }
    return result;
  } catch (error) {
    process.stderr.write(`${terminal ? '\r\x1b[K' : ''}${label} … failed after ${seconds(started)}\n`);
    throw error;
  } finally {
    depth--;
    clearInterval(timer);
  }
}
