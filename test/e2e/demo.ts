/**
 * `npm run demo`: the main job from nothing to a proven service chain and back, on a real KVM host.
 * --keep leaves service, server and lab running and prints how to reach them; --out FOLDER says where reports go.
 */
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { killAndRecover } from './crash-recovery.ts';
import { type Environment, prepareEnvironment } from './environment.ts';
import * as mainJob from './main-job.ts';
import { startServer } from './server-process.ts';
import { type Session, startSession } from './session.ts';
import { siteTraffic, trafficFaults } from './site-traffic.ts';

const { values: options } = parseArgs({
  options: { keep: { type: 'boolean' }, out: { type: 'string', default: 'out/demo' } },
});
const began = Date.now();
const outFolder = resolve(options.out);
const failures: string[] = [];
const took: [string, number][] = [];

/** Runs one part of the demo under a heading and remembers how long it took. */
async function part<T>(title: string, work: () => Promise<T>): Promise<T> {
  console.log(`\n━━━ ${title}`);
  const started = Date.now();
  try {
    return await work();
  } finally {
    took.push([title, Date.now() - started]);
  }
}

function expectNone(what: string, found: readonly string[]): void {
  console.log(found.length === 0 ? `✔ ${what}` : `✘ ${what}`);
  for (const f of found) {
    console.log(`    ${f}`);
    failures.push(`${what}: ${f}`);
  }
}

async function run(environment: Environment): Promise<void> {
  const session = await part('Start Netwright', () => startSession(environment, outFolder));
  const { job, cli } = session;
  try {
    await part('Add the host, as any host', () => mainJob.addHost(job));
    await part('Build and onboard the packages', () => mainJob.onboard(job));
    const before = await part('The host before', () => mainJob.snapshotHost(job));
    console.log(`${Object.keys(before.items).length} things remembered`);

    await part('Plan: what would be done, with nothing touched', async () => {
      await mainJob.createNs(job, 'web1');
      await mainJob.planNs(job, 'web1');
    });
    await part('Instantiate', () => mainJob.instantiateNs(job, 'web1'));
    await part('Proof: read back from kernel, hypervisor and switch', () => mainJob.proveNs(job, 'web1'));
    await part('Traffic between the customer sites, seen from outside', async () => {
      const traffic = await siteTraffic(environment.lab);
      console.log(JSON.stringify(traffic));
      expectNone(
        'web traffic passed firewall then monitor, replies monitor then firewall, pings neither; nothing was lost',
        trafficFaults(traffic, { forward: 6, reverse: 9 }),
      );
    });
    if (options.keep) {
      keep(session);
      return;
    }
    await part('Terminate', () => mainJob.terminateNs(job, 'web1'));
    await part('The host after, compared', async () => {
      const differences = await mainJob.compareHost(
        job,
        'after-terminate',
        before,
        await mainJob.snapshotHost(job),
      );
      expectNone(
        'the host is as it was before',
        differences.map((d) => d.sentence),
      );
    });

    await part('Kill -9 in the middle of an instantiation', async () => {
      await mainJob.createNs(job, 'web2');
      const operation = await mainJob.beginInstantiateNs(job, 'web2');
      const { server, recovery } = await killAndRecover(session.stateDir, operation, session.server, () =>
        startServer(session.settings),
      );
      session.replaceServer(server);
      console.log(`killed (server and Temporal) during: ${recovery.killedDuring}`);
      console.log(
        `after the restart: API back ${seconds(recovery.apiBackMs)}, work goes on ${seconds(recovery.firstStepMs)}, ` +
          `operation COMPLETED by itself ${seconds(recovery.completedMs)}`,
      );
      await mainJob.proveNs(job, 'web2');
      await mainJob.terminateNs(job, 'web2');
      const differences = await mainJob.compareHost(
        job,
        'after-kill',
        before,
        await mainJob.snapshotHost(job),
      );
      expectNone(
        'no orphan: the host is as it was before',
        differences.map((d) => d.sentence),
      );
    });
    await part('Remove the host', async () => {
      for (const name of ['web1', 'web2']) await mainJob.deleteNs(job, name);
      mainJob.must(await cli.show('host', 'remove', mainJob.hostName));
    });
  } finally {
    if (!options.keep) await session.end();
  }
}

function keep({ server, stateDir, environment: { lab } }: Session): void {
  console.log(`
left running (--keep):
  API          ${server.url}   (pid ${server.pid}, token in ${join(stateDir, 'api-token')})
  Temporal UI  ${server.temporalUiUrl}
  lab host     ssh -i ${lab.identityFile} -p ${lab.sshPort} ${lab.user}@${lab.sshHost}
  CLI          NETWRIGHT_URL=${server.url} NETWRIGHT_STATE=${stateDir} node bin/netwright.mjs ns show web1`);
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

await mkdir(outFolder, { recursive: true });
let environment: Environment | undefined;
try {
  environment = await part('Set up: Temporal, libvirt client, lab host, images', prepareEnvironment);
  await run(environment);
} catch (error) {
  failures.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
} finally {
  await (options.keep ? environment?.lab.release() : environment?.lab.stop());
}
console.log('\n━━━ Time');
for (const [title, ms] of took) console.log(`${seconds(ms).padStart(9)}  ${title}`);
console.log(`${seconds(Date.now() - began).padStart(9)}  in all`);
console.log(`\nreports: ${outFolder}`);
if (failures.length > 0) {
  console.error(`\nFAILED\n${failures.join('\n')}`);
  process.exit(1);
}
console.log(options.keep ? 'demo: kept running' : 'demo: everything holds');
process.exit(0);
