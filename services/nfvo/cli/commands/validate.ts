/** `netwright validate` and `netwright explain`: what CI pipelines run; no server needed. */
import type { Command } from 'commander';
import {
  type Diagnostic,
  explainRule,
  formatReport,
  lintNsdAgainst,
  loadPackage,
  REPORT_FORMATS,
  type Rule,
} from '#descriptors/index.ts';
import type { ErrorDefinition } from '#kernel/errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { CliFailure, usageFailure } from '../failure.ts';
import { addExamples, type CommandHost, onAction } from './command-context.ts';

export function addValidateCommand(program: Command, host: CommandHost): void {
  const validate = program
    .command('validate')
    .description('check packages and descriptors; exit 3 where one has errors')
    .argument(
      '<path...>',
      'CSAR, folder, or YAML file; NSDs are checked against VNF packages given with them',
    )
    .option('--format <format>', REPORT_FORMATS.join(', '), 'text')
    .option('--fail-on <severity>', 'error or warning', 'error');
  addExamples(validate, 'validate my-firewall/', 'validate *.csar --format sarif > result.sarif');
  onAction<{ format: string; failOn: string }>(host, validate, async ({ terminal }, paths, options) => {
    const format = REPORT_FORMATS.find((f) => f === options.format);
    if (format === undefined) throw usageFailure(`--format takes one of ${REPORT_FORMATS.join(', ')}`);
    const failOn = (['error', 'warning'] as const).find((s) => s === options.failOn);
    if (failOn === undefined) throw usageFailure('--fail-on takes error or warning');
    const diagnostics = await validatePaths(paths);
    terminal.out(formatReport(diagnostics, format));
    const fails = diagnostics.some((d) => d.severity === 'error' || d.severity === failOn);
    return fails ? exitCodes.descriptor : exitCodes.success;
  });
}

async function validatePaths(paths: readonly string[]): Promise<Diagnostic[]> {
  const loaded = [];
  for (const path of paths) loaded.push(await loadPackage(path));
  const vnfds = loaded.flatMap(({ vnfd }) => vnfd ?? []);
  // Without any VNF package there is nothing to check an NSD against; onboarding will.
  const across =
    vnfds.length === 0
      ? []
      : loaded.flatMap(({ nsd, packageName }) => (nsd ? lintNsdAgainst(nsd, vnfds, packageName) : []));
  return [...loaded.flatMap(({ diagnostics }) => diagnostics), ...across];
}

/** `findError` looks a code up in the error tables of all services. */
export function addExplainCommand(
  program: Command,
  host: CommandHost,
  findError: (code: string) => ErrorDefinition | undefined,
): void {
  const explain = program
    .command('explain')
    .description('what an error or diagnostic code means and what to do about it')
    .argument('<code>');
  addExamples(explain, 'explain NFV-D012', 'explain NFVO_PLACEMENT_REFUSED');
  onAction(host, explain, async ({ terminal }, [given = '']) => {
    const code = given.toUpperCase();
    const rule = explainRule(code);
    const error = findError(code);
    if (rule !== undefined) terminal.out(describeRule(rule));
    else if (error !== undefined) terminal.out(describeError(error));
    else throw new CliFailure(exitCodes.notFound, `there is no code ${given}; docs/errors.md lists them all`);
    return undefined;
  });
}

function describeRule({ code, severity, title, remedy }: Rule): string {
  return `${code} (${severity})\n${title}\nWhat to do: ${remedy}\n`;
}

function describeError({ code, title, httpStatus, retryable, remedy }: ErrorDefinition): string {
  const retry = retryable ? 'The same call may succeed later.' : 'The same call will fail again.';
  return `${code} (HTTP ${httpStatus})\n${title}.\n${retry}\nWhat to do: ${remedy}\n`;
}
