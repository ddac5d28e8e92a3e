/** The command line: parses, runs one command, turns every failure into words on stderr and an exit code. */
import { Command, CommanderError } from 'commander';
import { describeError, type ErrorDefinition, NetwrightError } from '#kernel/errors.ts';
import { toProblemDetails } from '#kernel/problem-details.ts';
import type { CommandHost } from './commands/command-context.ts';
import { addHostCommands } from './commands/host.ts';
import { addNsCommands } from './commands/ns.ts';
import { addNsdCommands } from './commands/nsd.ts';
import { addOperationCommands } from './commands/op.ts';
import { addPackageCommands } from './commands/package.ts';
import { addServeCommand, type Serve } from './commands/serve.ts';
import { addExplainCommand, addValidateCommand } from './commands/validate.ts';
import { addVnfCommands } from './commands/vnf.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { CliFailure, describeCliFailure, describeProblem } from './failure.ts';
import { outputFormats } from './output.ts';
import type { Terminal } from './terminal.ts';

/** What the CLI starts but does not own. */
export interface CliParts {
  readonly version: string;
  readonly serve: Serve;
  findErrorDefinition(code: string): ErrorDefinition | undefined;
}

/** `argv` without node and script. Never throws and never exits. */
export async function runCli(
  argv: readonly string[],
  terminal: Terminal,
  parts: CliParts,
): Promise<ExitCode> {
  const host: CommandHost = { terminal, exitCode: exitCodes.success };
  try {
    await buildProgram(host, parts).parseAsync([...argv], { from: 'user' });
    return host.exitCode;
  } catch (error) {
    return tellFailure(terminal, error);
  }
}

function buildProgram(host: CommandHost, parts: CliParts): Command {
  const { terminal } = host;
  const program = new Command('netwright')
    .description('NFV management and orchestration that proves what it deploys')
    .version(parts.version, '-V, --version')
    .option('-o, --output <format>', outputFormats.join(', '), 'table')
    .option('--url <url>', 'API to talk to (NETWRIGHT_URL; default http://127.0.0.1:7420)')
    .option('--token <token>', 'API token (NETWRIGHT_TOKEN; default: api-token of the state folder)')
    .option('--state <folder>', 'state folder of a server on this machine (NETWRIGHT_STATE)')
    .option('-q, --quiet', 'no progress on stderr')
    .addHelpText('after', EXIT_CODES);
  addValidateCommand(program, host);
  addExplainCommand(program, host, parts.findErrorDefinition);
  addPackageCommands(program, host);
  addNsdCommands(program, host);
  addHostCommands(program, host);
  addNsCommands(program, host);
  addOperationCommands(program, host);
  addVnfCommands(program, host);
  addServeCommand(program, host, parts.serve);
  prepare(program, terminal);
  return program;
}

/** Commander hands these down only to commands made after they are set, so every one is told. */
function prepare(command: Command, terminal: Terminal): void {
  command.exitOverride();
  command.configureOutput({ writeOut: (text) => terminal.out(text), writeErr: (text) => terminal.err(text) });
  command.showHelpAfterError('(add --help for more)');
  for (const child of command.commands) prepare(child, terminal);
}

function tellFailure(terminal: Terminal, error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.success : exitCodes.usage;
  if (error instanceof CliFailure) {
    terminal.err(describeCliFailure(error));
    return error.exitCode;
  }
  if (error instanceof NetwrightError) {
    terminal.err(describeProblem(toProblemDetails(error)));
    return exitCodes.failed;
  }
  terminal.err(`error: ${describeError(error)}\n`);
  return exitCodes.failed;
}

const EXIT_CODES = `
Exit codes:
  0 success                      6 no or wrong token
  1 operation failed             7 timeout while waiting; the operation goes on
  2 usage                        8 FAILED_TEMP: a decision is needed
  3 descriptor has errors        9 server unreachable
  4 not found                   10 a promise does not hold (ns prove)
  5 refused: conflict, placement
`;
