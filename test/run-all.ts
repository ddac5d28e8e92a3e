/** `npm test`: every test there is. Ends with the counts; the exit code is 0 only if nothing failed. */
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { prepareEnvironment } from './e2e/environment.ts';
import { stopLab } from './lab/lab.ts';
import { commandPhase, type PhaseResult, summarise, vitestPhase } from './phases.ts';
import { cacheFolder } from './setup/cache.ts';
import { openVswitch } from './setup/open-vswitch.ts';
import { toolchain } from './setup/toolchain.ts';

const out = resolve('out/test');
await mkdir(out, { recursive: true });
const tool = (path: string, ...args: string[]) =>
  [process.execPath, [join('node_modules', path), ...args]] as const;

const results: PhaseResult[] = [];
results.push(await commandPhase('types', ...tool('typescript7/bin/tsc', '-p', '.')));
results.push(await commandPhase('lint', ...tool('@biomejs/biome/bin/biome', 'ci', '--colors=off', '.')));

// Everything tests lean on is brought here, once, so that none is skipped because it is missing and none waits for it.
console.log('\n=== set-up');
const { lab, packages, serverEnv } = await prepareEnvironment();
const ovs = await openVswitch();
const tools = await toolchain();
await lab.release();
const env = {
  ...serverEnv,
  // The lab's tools last: only what the machine lacks is taken from them (qemu-img).
  PATH: `${ovs.bin}:${serverEnv.PATH}:${tools.bin}`,
  NETWRIGHT_CACHE: cacheFolder(),
  NETWRIGHT_OVS_SCHEMA: ovs.schema,
  NETWRIGHT_LAB_URL: `ssh://${lab.user}@${lab.sshHost}:${lab.sshPort}`,
  NETWRIGHT_LAB_KEY: lab.identityFile,
  NETWRIGHT_LAB_IMAGE: join(packages.monitor, 'Files/images/monitor.qcow2'),
};
results.push(await vitestPhase('unit', 'unit', join(out, 'unit.json'), env));
results.push(await vitestPhase('stack', 'stack', join(out, 'stack.json'), env));
results.push(await vitestPhase('lab', 'lab', join(out, 'lab.json'), env));
results.push(
  await commandPhase('demo', process.execPath, ['test/e2e/demo.ts', '--out', join(out, 'demo')], env),
);
await stopLab();
process.exit(summarise(results));
