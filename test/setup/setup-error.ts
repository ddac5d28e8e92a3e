/**
 * Something the person at the keyboard has to change before the set-up can go on. The message is the whole
 * story (what is missing, the exact command that helps), so callers print it without a stack trace.
 */
export class SetupError extends Error {
  override readonly name = 'SetupError';
}

/** Prints a SetupError as its message only, anything else with its stack, and sets exit code 1. */
export function reportFailure(error: unknown): void {
  if (error instanceof SetupError) process.stderr.write(`\n${error.message}\n`);
  else process.stderr.write(`\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
}
