/** `netwright serve`: everything in one process. What that is, is the composition's matter. */
import type { Command } from 'commander';
import { DEFAULT_PORT, resolveDatabase, resolveStateDir } from '#kernel/config.ts';
import { usageFailure } from '../failure.ts';
import { addExamples, type CommandHost, onAction } from './command-context.ts';

export interface ServeOptions {
  readonly stateDir: string;
  /** `postgres://…` or a folder for PGlite. */
  readonly database: string;
  readonly address: string;
  readonly port: number;
  /** `host:port` of a running Temporal; absent: a dev server of our own. */
  readonly temporalAddress: string | undefined;
}

/** Resolves when the server has been stopped. */
export type Serve = (options: ServeOptions) => Promise<void>;

interface ServeFlags {
  readonly stateDir?: string;
  readonly database?: string;
  readonly listen: string;
  readonly port: string;
  readonly temporalAddress?: string;
}

export function addServeCommand(program: Command, host: CommandHost, serve: Serve): void {
  const command = program
    .command('serve')
    .description('run the whole control plane in this process')
    .option('--state-dir <folder>', 'database, packages, keys, token (default: --state, NETWRIGHT_STATE)')
    .option('--database <url>', 'postgres://… instead of the embedded database')
    .option('--listen <address>', 'address to listen on', '127.0.0.1')
    .option('--port <number>', 'port to listen on', String(DEFAULT_PORT))
    .option('--temporal-address <host:port>', 'a running Temporal instead of an embedded one');
  addExamples(
    command,
    'serve',
    'serve --state-dir /var/lib/netwright --database postgres://db.example/netwright',
  );
  onAction<ServeFlags>(host, command, async ({ terminal, global }, _args, flags) => {
    const port = Number(flags.port);
    if (!Number.isInteger(port) || port < 0 || port > 65_535)
      throw usageFailure(`“${flags.port}” is no port`);
    const { environment } = terminal;
    const stateDir = resolveStateDir(environment, flags.stateDir ?? global.state);
    await serve({
      stateDir,
      database: resolveDatabase(environment, stateDir, flags.database),
      address: flags.listen,
      port,
      temporalAddress: flags.temporalAddress ?? environment.NETWRIGHT_TEMPORAL_ADDRESS,
    });
    return undefined;
  });
}
