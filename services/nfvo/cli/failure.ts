/** How a command fails, and how that is told: what, why, where, and what to do next. */
import type { ProblemDetails } from '#kernel/problem-details.ts';
import { type ExitCode, exitCodeOf, exitCodes } from './exit-codes.ts';

export type Problem = ProblemDetails;

export class CliFailure extends Error {
  readonly exitCode: ExitCode;
  readonly problem: Problem | undefined;

  constructor(exitCode: ExitCode, message: string, problem?: Problem) {
    super(message);
    this.name = 'CliFailure';
    this.exitCode = exitCode;
    this.problem = problem;
  }
}

export function usageFailure(message: string): CliFailure {
  return new CliFailure(exitCodes.usage, message);
}

export function problemFailure(problem: Problem): CliFailure {
  return new CliFailure(exitCodeOf(problem), problem.detail, problem);
}

/** Several lines, each ending in a newline, for stderr. */
export function describeCliFailure(failure: CliFailure): string {
  const { problem } = failure;
  if (problem === undefined) return `error: ${failure.message}\n`;
  return describeProblem(problem);
}

export function describeProblem(problem: Problem): string {
  const { code, title, detail, source, remedy, facts } = problem;
  const lines = [`error ${code}: ${title}`, `  ${detail}`];
  if (source !== undefined) lines.push(`  at ${source.file}:${source.line}:${source.column}`);
  lines.push(...factLines(facts ?? {}));
  if (remedy !== '') lines.push(`  → ${remedy}`);
  return `${lines.join('\n')}\n`;
}

/** Diagnostics one a line, reasons per host indented under the host, anything else as `name: value`. */
function factLines(facts: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(facts).flatMap(([name, value]) => {
    if (name === 'diagnostics' && Array.isArray(value)) return value.map(diagnosticLine);
    return indented(name, value, '  ');
  });
}

function diagnosticLine(d: {
  file?: string;
  line?: number;
  column?: number;
  severity?: string;
  code?: string;
  message?: string;
  remedy?: string;
}): string {
  const place = [d.file, d.line, d.column].filter((part) => part !== undefined).join(':');
  return `  ${place}: ${d.severity ?? 'error'} ${d.code ?? ''}: ${d.message ?? ''}${d.remedy ? ` (${d.remedy})` : ''}`;
}

function indented(name: string, value: unknown, indent: string): string[] {
  if (value === null || typeof value !== 'object') return [`${indent}${name}: ${String(value)}`];
  const entries = Array.isArray(value)
    ? value.map((v): [string, unknown] => ['-', v])
    : Object.entries(value);
  if (Array.isArray(value) && value.every((v) => typeof v !== 'object')) {
    return value.length <= 1
      ? [`${indent}${name}: ${value.join('')}`]
      : [`${indent}${name}:`, ...value.map((v) => `${indent}  - ${String(v)}`)];
  }
  return [`${indent}${name}:`, ...entries.flatMap(([key, member]) => indented(key, member, `${indent}  `))];
}
