/** `npm test`: every test there is. Ends with the counts; the exit code is 0 only if nothing failed. */
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { prepareEnvironment } from './e2e/environment.ts';
import { stopLab } from './lab/lab.ts';
import { commandPhase, type PhaseResult, summarise, vitestPhase } from './phases.ts';
import { cacheFolder } from './setup/cache.ts';

const out = resolve('out/test');
await mkdir(out, { recursive: true });
const tool = (path: string, ...args: string[]) =>
  [process.execPath, [join('node_modules', path), ...args]] as const;

const results: PhaseResult[] = [];
results.push(await commandPhase('types', ...tool('typescript7/bin/tsc', '-p', '.')));
results.push(await commandPhase('lint', ...tool('@biomejs/biome/bin/biome', 'ci', '.')));
results.push(await vitestPhase('unit', 'unit', join(out, 'unit.json')));

// Temporal and the lab are brought here once, so that no test waits for a build.
console.log('\n=== set-up');
const environment = await prepareEnvironment();
await environment.lab.release();
const { lab, packages } = environment;
const env = {
  ...environment.serverEnv,
  NETWRIGHT_CACHE: cacheFolder(),
  NETWRIGHT_LAB_URL: `ssh://${lab.user}@${lab.sshHost}:${lab.sshPort}`,
  NETWRIGHT_LAB_KEY: lab.identityFile,
  NETWRIGHT_LAB_IMAGE: join(packages.monitor, 'Files/images/monitor.qcow2'),
};
results.push(await vitestPhase('stack', 'stack', join(out, 'stack.json'), env));
results.push(await vitestPhase('lab', 'lab', join(out, 'lab.json'), env));
results.push(
  await commandPhase('demo', process.execPath, ['test/e2e/demo.ts', '--out', join(out, 'demo')], env),
);
await stopLab();
process.exit(summarise(results));
