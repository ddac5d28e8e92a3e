/** `netwright …` as a user types it: shown, run, its output shown. */
import { spawn } from 'node:child_process';

export interface CliResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Cli {
  /** Prints the command and what it prints, as it comes. */
  show(...args: string[]): Promise<CliResult>;
  /** Quietly, for values. */
  run(...args: string[]): Promise<CliResult>;
  /** Quietly with `-o json`, parsed; throws unless it exits 0. */
  json<T>(...args: string[]): Promise<T>;
}

export function createCli(env: NodeJS.ProcessEnv): Cli {
  const run = (args: readonly string[], echo: boolean) =>
    new Promise<CliResult>((resolve, reject) => {
      if (echo) console.log(`\n$ netwright ${args.map(shown).join(' ')}`);
      const child = spawn(process.execPath, ['bin/netwright.mjs', ...args], {
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let stdout = '';
      let stderr = '';
      child.stdout.on('data', (chunk: Buffer) => {
        stdout += chunk.toString();
        if (echo) process.stdout.write(chunk);
      });
      child.stderr.on('data', (chunk: Buffer) => {
        stderr += chunk.toString();
        if (echo) process.stdout.write(chunk);
      });
      child.on('error', reject);
      child.on('close', (code) => resolve({ exitCode: code ?? 1, stdout, stderr }));
    });
  return {
    show: (...args) => run(args, true),
    run: (...args) => run(args, false),
    json: async (...args) => {
      const result = await run([...args, '-o', 'json'], false);
      if (result.exitCode !== 0)
        throw new Error(`netwright ${args.join(' ')}: ${result.stderr || result.stdout}`);
      return JSON.parse(result.stdout);
    },
  };
}

const shown = (arg: string) => (/^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg}'`);
