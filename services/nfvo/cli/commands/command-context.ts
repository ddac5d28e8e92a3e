/** What a command's action gets: parsed global options, the terminal, and a client made when first needed. */
import type { Command } from 'commander';
import { type ApiClient, connect } from '../client.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { parseDuration, reportOutcome, waitForOperation } from '../operation-wait.ts';
import { type OutputFormat, parseOutputFormat } from '../output.ts';
import type { Terminal } from '../terminal.ts';

export interface GlobalOptions {
  readonly output: string;
  readonly url?: string;
  readonly token?: string;
  readonly state?: string;
  readonly quiet?: boolean;
}

export interface CommandContext {
  readonly terminal: Terminal;
  readonly format: OutputFormat;
  readonly quiet: boolean;
  readonly global: GlobalOptions;
  client(): Promise<ApiClient>;
}

/** Collects the exit code of the one action that runs. */
export interface CommandHost {
  readonly terminal: Terminal;
  exitCode: ExitCode;
}

/** Adds `run` as the action of `command`; its arguments and own options come as commander parsed them. */
export function onAction<Options extends object>(
  host: CommandHost,
  command: Command,
  run: (context: CommandContext, args: readonly string[], options: Options) => Promise<ExitCode | undefined>,
): void {
  command.action(async () => {
    const global = command.optsWithGlobals<GlobalOptions>();
    const context: CommandContext = {
      terminal: host.terminal,
      format: parseOutputFormat(global.output),
      quiet: global.quiet === true,
      global,
      client: () => connect(global, host.terminal),
    };
    host.exitCode = (await run(context, command.args, command.opts<Options>())) ?? exitCodes.success;
  });
}

export interface WaitFlags {
  readonly wait?: boolean;
  readonly timeout: string;
}

export function addWaitOptions(command: Command): Command {
  return command
    .option('--wait', 'wait until the operation is over, showing its steps')
    .option('--timeout <duration>', 'how long to wait: 90s, 10m, 1h', '30m');
}

/** After an operation was accepted: prints its id, or waits and tells how it ended. */
export async function finishOperation(
  context: CommandContext,
  client: ApiClient,
  id: string,
  flags: WaitFlags,
): Promise<ExitCode> {
  const { terminal, format, quiet } = context;
  if (flags.wait !== true) {
    terminal.out(format === 'json' ? `${JSON.stringify({ id })}\n` : `${id}\n`);
    if (!quiet) terminal.err(`accepted; watch it with: netwright op wait ${id}\n`);
    return exitCodes.success;
  }
  const operation = await waitForOperation(client, terminal, id, {
    timeoutMs: parseDuration(flags.timeout),
    quiet,
  });
  if (operation === undefined) return exitCodes.success;
  if (format === 'json') terminal.out(`${JSON.stringify(operation, null, 2)}\n`);
  return reportOutcome(terminal, operation);
}

/** Commander's collector for options that may come more than once. */
export function collect(value: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), value];
}

/** `Examples:` after the help of a command. */
export function addExamples(command: Command, ...lines: readonly string[]): Command {
  return command.addHelpText(
    'after',
    `\nExamples:\n${lines.map((line) => `  $ netwright ${line}\n`).join('')}`,
  );
}
