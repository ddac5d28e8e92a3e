/** What the end of a command means, the same for a local and a remote one. */
import { NetwrightError } from '#kernel/errors.ts';
import { vimErrors } from '../errors.ts';
import type { ExecOptions, ExecResult } from './connection.ts';

export const DEFAULT_COMMAND_TIMEOUT_MS = 30_000;

/** Everything a command line says about itself in an error: the program with its arguments, cut to one short line. */
export function describeCommand(argv: readonly string[]): string {
  return shorten(argv.join(' '));
}

/** A script is named by its first line, which by convention is a comment that says what it does. */
export function describeScript(source: string): string {
  const first = source.split('\n').find((line) => line.trim() !== '') ?? '';
  return shorten(first.replace(/^#\s*/, 'script: '));
}

/** Gives the result back if its exit code is an answer, else throws VIM_COMMAND_FAILED with the output's tail. */
export function checkOutcome(
  hostId: string,
  description: string,
  result: ExecResult,
  allowed: ExecOptions['allowExitCodes'] = [0],
): ExecResult {
  if (allowed === 'any' || allowed.includes(result.exitCode)) return result;
  const output = tail(result.stderr.trim() === '' ? result.stdout : result.stderr);
  throw new NetwrightError(
    vimErrors.VIM_COMMAND_FAILED,
    `"${description}" on ${hostId} exited with ${result.exitCode}${output === '' ? '' : `: ${output}`}`,
    { facts: { hostId, command: description, exitCode: result.exitCode } },
  );
}

export function commandTimeout(hostId: string, description: string, timeoutMs: number): NetwrightError {
  return new NetwrightError(
    vimErrors.VIM_COMMAND_TIMEOUT,
    `"${description}" on ${hostId} did not end within ${timeoutMs} ms and was killed`,
    { facts: { hostId, command: description, timeoutMs } },
  );
}

function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > 120 ? `${line.slice(0, 119)}…` : line;
}

function tail(text: string): string {
  const trimmed = text.trim();
  return trimmed.length > 800 ? `…${trimmed.slice(-800)}` : trimmed;
}
