#!/usr/bin/env node
// Starts the CLI on the Node.js the project brings along, whichever one is on PATH.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

const NEEDED_MAJOR = 24;

// Each call into libvirt holds a thread of libuv's pool while it waits; the default of 4 lets four slow starts stop all
// file access. It counts only if set before the pool's first use.
process.env.UV_THREADPOOL_SIZE ??= '16';

if (Number(process.versions.node.split('.', 1)[0]) >= NEEDED_MAJOR) await main();
else runOnOwnNode();

async function main() {
  const { runCli } = await import('#nfvo/cli/main.ts');
  const { processTerminal } = await import('#nfvo/cli/terminal.ts');
  const { version } = createRequire(import.meta.url)('../package.json');
  const { findErrorDefinition } = await import('#processes/error-tables.ts');
  process.exitCode = await runCli(process.argv.slice(2), processTerminal(), {
    version,
    findErrorDefinition,
    serve: async (options) => (await import('#processes/embedded.ts')).serve(options),
  });
}

function runOnOwnNode() {
  const node = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url));
  if (!existsSync(node)) {
    process.stderr.write(
      `error: Node.js ${NEEDED_MAJOR} is needed; run \`npm ci\` in the project folder, which brings it\n`,
    );
    process.exitCode = 1;
    return;
  }
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  // A terminal sends Ctrl-C to both; what is sent to this process alone is passed on.
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  process.on('SIGINT', () => undefined);
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0);
  });
}
