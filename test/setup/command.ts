/** Child processes of the set-up: argv only, no shell, and the tail of the output when one fails. */
import { spawn } from 'node:child_process';

export interface CommandOptions {
  readonly cwd?: string;
  /** Added to (and overriding) this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string | Buffer;
  /** Kills the child with SIGKILL when it takes longer. Default: no limit. */
  readonly timeoutMs?: number;
}

/** A child process that ended with another exit code than 0. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: number | null;
  readonly stderr: string;

  constructor(argv: readonly string[], exitCode: number | null, stderr: string) {
    const tail = stderr.trim().split('\n').slice(-15).join('\n');
    super(`${argv.join(' ')}: exit code ${exitCode ?? 'none (killed)'}${tail === '' ? '' : `\n${tail}`}`);
    this.exitCode = exitCode;
    this.stderr = stderr;
  }
}

/** Runs one program to its end and returns its stdout; throws CommandError on any exit code but 0. */
export async function run(
  argv: readonly [string, ...string[]],
  options: CommandOptions = {},
): Promise<string> {
  const [program, ...args] = argv;
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const child = spawn(program, args, {
    cwd: options.cwd,
    // apt and dpkg speak the language of the terminal otherwise, and their output is parsed here
    env: { ...process.env, LC_ALL: 'C.UTF-8', ...options.env },
    stdio: [options.stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    ...(options.timeoutMs === undefined
      ? {}
      : { timeout: options.timeoutMs, killSignal: 'SIGKILL' as const }),
  });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => err.push(chunk));
  child.stdin?.on('error', () => {});
  child.stdin?.end(options.stdin);
  child.on('error', reject);
  child.on('close', (code) => {
    const stdout = Buffer.concat(out).toString();
    if (code === 0) resolve(stdout);
    else reject(new CommandError(argv, code, `${stdout.slice(-4000)}\n${Buffer.concat(err).toString()}`));
  });
  return promise;
}
