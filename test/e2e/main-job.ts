/** The main job as an operator does it: every step is a `netwright` command, shown as it is typed. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HostSnapshot } from '#vim/host/snapshot.ts';
import { compareSnapshots, type SnapshotDifference } from '#vim/host/snapshot-compare.ts';
import { formatComparison } from '#vim/host/snapshot-format.ts';
import type { Cli, CliResult } from './cli-process.ts';
import type { Environment } from './environment.ts';

export interface Job {
  readonly cli: Cli;
  readonly environment: Environment;
  /** Packages, reports and logs of this run. */
  readonly outFolder: string;
}

/** What the host and the SAPs are called in every run. */
export const hostName = 'lab';
/** Where the SAPs of the sample service meet the lab's customer sites. */
export const sapFlags = [
  '--sap',
  `sap_client=${hostName}:sap-client`,
  '--sap',
  `sap_server=${hostName}:sap-server`,
];

export async function addHost({ cli, environment: { lab } }: Job): Promise<void> {
  must(
    await cli.show(
      ...['host', 'add', `ssh://${lab.user}@${lab.sshHost}:${lab.sshPort}`],
      ...['--identity', lab.identityFile, '--host-key', lab.hostKeySha256],
      ...['--physnet', 'physnet-mgmt=ens1,ens2', '--name', hostName],
    ),
  );
}

export async function onboard({ cli, environment, outFolder }: Job): Promise<void> {
  await mkdir(outFolder, { recursive: true });
  for (const name of ['bump-firewall', 'monitor', 'inspected-web'] as const) {
    const csar = join(outFolder, `${name}.csar`);
    must(await cli.show('package', 'build', environment.packages[name], '--file', csar));
    must(await cli.show(name === 'inspected-web' ? 'nsd' : 'package', 'onboard', csar));
  }
}

export async function createNs({ cli }: Job, name: string): Promise<void> {
  must(await cli.show('ns', 'create', name, '--nsd', '0b6c1e0c-5a55-4b1e-8a3a-3c1d6d0f4a11'));
}

export async function planNs({ cli }: Job, name: string): Promise<void> {
  must(await cli.show('ns', 'plan', name, ...sapFlags));
}

export async function instantiateNs({ cli }: Job, name: string, ...flags: string[]): Promise<void> {
  must(await cli.show('ns', 'instantiate', name, ...sapFlags, ...flags, '--wait'));
}

/** Returns the id of the operation, which goes on by itself. */
export async function beginInstantiateNs({ cli }: Job, name: string): Promise<string> {
  const result = must(await cli.show('ns', 'instantiate', name, ...sapFlags, '-o', 'name'));
  return result.stdout.trim();
}

/** Shows the proof and writes it as JSON and JUnit; throws when a claim does not hold. */
export async function proveNs({ cli, outFolder }: Job, name: string): Promise<void> {
  must(await cli.show('ns', 'prove', name));
  for (const [format, extension] of [
    ['json', 'json'],
    ['junit', 'xml'],
  ] as const) {
    const { stdout } = must(await cli.run('ns', 'prove', name, '--last', '--format', format));
    await writeFile(join(outFolder, `proof-${name}.${extension}`), stdout);
  }
}

export async function terminateNs({ cli }: Job, name: string): Promise<void> {
  must(await cli.show('ns', 'terminate', name, '--wait'));
}

export async function deleteNs({ cli }: Job, name: string): Promise<void> {
  must(await cli.show('ns', 'delete', name));
}

export async function snapshotHost({ cli }: Job): Promise<HostSnapshot> {
  return cli.json<HostSnapshot>('host', 'snapshot', hostName);
}

/** Compares, prints, and writes the comparison as JSON and JUnit. */
export async function compareHost(
  job: Job,
  label: string,
  before: HostSnapshot,
  after: HostSnapshot,
): Promise<SnapshotDifference[]> {
  const comparison = { before, after };
  console.log(`\n${formatComparison(comparison, 'text')}`);
  await writeFile(join(job.outFolder, `host-${label}.json`), formatComparison(comparison, 'json'));
  await writeFile(join(job.outFolder, `host-${label}.xml`), formatComparison(comparison, 'junit'));
  return compareSnapshots(before, after);
}

/** The command's result, if it succeeded. */
export function must(result: CliResult): CliResult {
  if (result.exitCode !== 0) {
    throw new Error(
      `the command ended with ${result.exitCode}: ${(result.stderr || result.stdout).slice(-2000)}`,
    );
  }
  return result;
}
