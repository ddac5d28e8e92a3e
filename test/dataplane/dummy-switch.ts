/**
 * A private Open vSwitch for tests: its own database and daemon in a temporary folder, all datapaths and devices
 * simulated inside the daemon, so no root, no kernel module and no port of the machine is touched.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HostConnection } from '#vim/host/connection.ts';
import { connectLocal } from '#vim/host/local-connection.ts';

// The test run names its private copy's schema; the programs it finds on PATH.
const SCHEMA = process.env.NETWRIGHT_OVS_SCHEMA ?? '/usr/share/openvswitch/vswitch.ovsschema';
const SYSTEM_FOLDER = '/var/run/openvswitch';

export interface DummySwitch extends AsyncDisposable {
  readonly folder: string;
  /** Runs on this machine, but every ovs command and socket is the private switch's. */
  readonly host: HostConnection;
  /** Runs one ovs command and returns what it printed. */
  ovs(...argv: [string, ...string[]]): string;
}

/** Why there can be no such switch on this machine; null where there can. */
export function missingForSwitch(): string | null {
  for (const program of [
    'ovs-vswitchd',
    'ovsdb-server',
    'ovs-ofctl',
    'ovs-vsctl',
    'ovsdb-tool',
    'ovs-appctl',
  ]) {
    const found = spawnSync('sh', ['-c', 'command -v "$1"', 'sh', program], { env: environment('') });
    if (found.status !== 0) return `${program} is not installed (Debian: openvswitch-switch)`;
  }
  return existsSync(SCHEMA) ? null : `${SCHEMA} is missing`;
}

export async function startDummySwitch(): Promise<DummySwitch> {
  const folder = await mkdtemp(join(tmpdir(), 'nw-ovs-'));
  const env = environment(folder);
  const ovs = (...[program, ...args]: [string, ...string[]]) =>
    execFileSync(program, args, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const database = `unix:${folder}/db.sock`;
  const daemon = ['--detach', '--no-chdir', '--pidfile', '--log-file', '-vconsole:off'];
  ovs('ovsdb-tool', 'create', `${folder}/conf.db`, SCHEMA);
  ovs('ovsdb-server', `${folder}/conf.db`, `--remote=punix:${folder}/db.sock`, ...daemon);
  ovs('ovs-vsctl', '--no-wait', 'init');
  ovs('ovs-vswitchd', database, '--enable-dummy=override', '--disable-system', ...daemon);

  const local = connectLocal('dummy');
  const withEnv = ['env', `OVS_RUNDIR=${folder}`, `PATH=${env.PATH}`] as const;
  const host: HostConnection = {
    ...local,
    exec: (argv, options) => local.exec([...withEnv, ...argv], options),
    script: (source, args = [], options = {}) =>
      local.exec([...withEnv, 'sh', '-c', source, 'sh', ...args], options),
    openUnixSocket: (path) => local.openUnixSocket(path.replace(SYSTEM_FOLDER, folder)),
  };
  return {
    folder,
    host,
    ovs,
    [Symbol.asyncDispose]: async () => {
      for (const name of ['ovs-vswitchd', 'ovsdb-server']) {
        const pid = Number(await readFile(join(folder, `${name}.pid`), 'utf8').catch(() => '0'));
        if (pid > 1) process.kill(pid, 'SIGKILL');
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function environment(folder: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    PATH: `${process.env.PATH ?? ''}:/usr/sbin:/sbin`,
    OVS_RUNDIR: folder,
    OVS_LOGDIR: folder,
    OVS_DBDIR: folder,
  };
}
