/**
 * `npm run nightly:kill`: SIGKILL to server and Temporal at many moments of an instantiation and of a termination.
 * Each time the operation must complete by itself, every claim hold, and the host be afterwards as it was before.
 */
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { killAndRecover } from './crash-recovery.ts';
import { prepareEnvironment } from './environment.ts';
import * as mainJob from './main-job.ts';
import { startServer } from './server-process.ts';
import { startSession } from './session.ts';

const { values } = parseArgs({
  options: {
    instantiate: { type: 'string', default: '300,1500,3000,5000,8000,12000,20000,30000,36000,39000' },
    terminate: { type: 'string', default: '200,800,1600,2500' },
  },
});
const delays = (list: string) => list.split(',').filter(Boolean).map(Number);
const outFolder = resolve('out/kill-matrix');
const environment = await prepareEnvironment();
const session = await startSession(environment, outFolder);
const { job, cli } = session;
const table: string[] = [];
let failures = 0;

async function kill(operation: string, afterMs: number): Promise<string> {
  const { server, recovery } = await killAndRecover(
    session.stateDir,
    operation,
    session.server,
    () => startServer(session.settings),
    () => sleep(afterMs),
  );
  session.replaceServer(server);
  const { killedDuring, firstStepMs, completedMs } = recovery;
  const ms = (n: number) => `${(n / 1000).toFixed(1)} s`;
  return `goes on ${ms(firstStepMs)}, COMPLETED ${ms(completedMs)}; killed during: ${killedDuring}`;
}

try {
  await mainJob.addHost(job);
  await mainJob.onboard(job);
  const before = await mainJob.snapshotHost(job);
  const round = async (name: string, label: string, work: () => Promise<string>) => {
    try {
      await mainJob.createNs(job, name);
      const outcome = await work();
      const differences = await mainJob.compareHost(job, name, before, await mainJob.snapshotHost(job));
      if (differences.length > 0) throw new Error(differences.map((d) => d.sentence).join('; '));
      table.push(`ok    ${label}: ${outcome}`);
    } catch (error) {
      failures++;
      table.push(`FAIL  ${label}: ${error instanceof Error ? error.message : String(error)}`);
    }
    console.log(`\n${table.at(-1)}`);
  };
  for (const afterMs of delays(values.instantiate)) {
    const name = `up${afterMs}`;
    await round(name, `instantiate, killed after ${afterMs} ms`, async () => {
      const outcome = await kill(await mainJob.beginInstantiateNs(job, name), afterMs);
      await mainJob.proveNs(job, name);
      await mainJob.terminateNs(job, name);
      return outcome;
    });
  }
  for (const afterMs of delays(values.terminate)) {
    const name = `down${afterMs}`;
    await round(name, `terminate, killed after ${afterMs} ms`, async () => {
      await mainJob.instantiateNs(job, name);
      const { stdout } = mainJob.must(await cli.show('ns', 'terminate', name, '-o', 'name'));
      return kill(stdout.trim(), afterMs);
    });
  }
} finally {
  await session.end();
  await environment.lab.stop();
}
console.log(`\n${table.join('\n')}\n${table.length - failures} passed, ${failures} failed`);
process.exit(failures === 0 ? 0 : 1);
