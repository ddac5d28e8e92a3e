/** Runs child programs phase by phase, with the seconds each took; the first failure does not stop the rest. */
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';

export interface PhaseResult {
  readonly name: string;
  readonly seconds: number;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Runs a program with inherited output; one passed or one failed. */
export async function commandPhase(
  name: string,
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<PhaseResult> {
  const started = begin(name);
  const code = await runToEnd(program, args, env);
  return end(name, started, { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 });
}

/** Runs one vitest project and counts its tests from the JSON report; a run without a test has failed. */
export async function vitestPhase(
  name: string,
  project: string,
  reportFile: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<PhaseResult> {
  const started = begin(name);
  const code = await runToEnd(
    process.execPath,
    [
      'node_modules/vitest/vitest.mjs',
      ...['run', '--project', project],
      ...['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`],
    ],
    env,
  );
  const report = await readReport(reportFile);
  const failed = code !== 0 && report.numFailedTests === 0 ? 1 : report.numFailedTests;
  return end(name, started, {
    passed: report.numPassedTests,
    failed: report.numPassedTests + failed === 0 ? 1 : failed,
    skipped: report.numPendingTests,
  });
}

/** Prints the table and, alone on the last line, the sum. Returns the exit code. */
export function summarise(results: readonly PhaseResult[]): number {
  const sum = (key: 'passed' | 'failed' | 'skipped' | 'seconds') => results.reduce((n, r) => n + r[key], 0);
  console.log('');
  for (const r of results) {
    const counts = `${r.passed} passed, ${r.failed} failed, ${r.skipped} skipped`;
    console.log(
      `${r.failed === 0 ? 'ok  ' : 'FAIL'} ${r.name.padEnd(28)} ${counts.padEnd(38)} ${r.seconds} s`,
    );
  }
  console.log(`in all ${sum('seconds')} s`);
  console.log(`${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`);
  return sum('failed') === 0 ? 0 : 1;
}

function begin(name: string): number {
  console.log(`\n=== ${name}`);
  return Date.now();
}

function end(
  name: string,
  started: number,
  counts: Pick<PhaseResult, 'passed' | 'failed' | 'skipped'>,
): PhaseResult {
  return { name, seconds: Math.round((Date.now() - started) / 1000), ...counts };
}

function runToEnd(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'], env });
    child.on('error', () => resolve(127));
    child.on('close', (code) => resolve(code ?? 1));
  });
}

async function readReport(file: string) {
  const nothing = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0 };
  try {
    return JSON.parse(await readFile(file, 'utf8')) as typeof nothing;
  } catch {
    return nothing;
  }
}
