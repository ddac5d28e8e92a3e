/**
 * Bad input on the real thing: each refusal is a ProblemDetails with a stable code, the place where there is one
 * and a reason an operator can act on; afterwards neither store nor host has anything of it.
 */
import { cp, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HostSnapshot } from '#vim/host/snapshot.ts';
import type { CliResult } from './cli-process.ts';
import * as mainJob from './main-job.ts';
import { type Session, startLabSession } from './session.ts';

let session: Session;
let folder: string;
let before: HostSnapshot;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netwright-bad-input-'));
  session = await startLabSession('bad-input');
  await mainJob.addHost(session.job);
  before = await mainJob.snapshotHost(session.job);
}, 900_000);

afterAll(async () => {
  await session?.end();
  await session?.environment.lab.release();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

/** A copy of a sample package with one descriptor edited. */
async function edited(
  sample: 'bump-firewall' | 'monitor' | 'inspected-web',
  file: string,
  edit: (text: string) => string,
): Promise<string> {
  const copy = await mkdtemp(join(folder, `${sample}-`));
  await cp(session.environment.packages[sample], copy, { recursive: true });
  const path = join(copy, file);
  const text = await readFile(path, 'utf8');
  const changed = edit(text);
  expect(changed, `the edit of ${file} changed nothing`).not.toBe(text);
  await writeFile(path, changed);
  return copy;
}

const run = (...args: string[]): Promise<CliResult> => session.cli.run(...args);
const ids = async (...list: string[]) => (await session.cli.json<{ items: unknown[] }>(...list)).items.length;

/** Packs without the packer's checks, as a foreign tool would, by breaking the finished archive's source first. */
async function packed(source: string): Promise<CliResult & { csar: string }> {
  const csar = `${source}.csar`;
  return { ...(await run('package', 'build', source, '--file', csar)), csar };
}

describe('packages', () => {
  it('a truncated CSAR is refused, and can be sent again', async () => {
    const { csar } = await packed(session.environment.packages['bump-firewall'].replace(/\/$/, ''));
    const cut = join(folder, 'cut.csar');
    await cp(csar, cut);
    await rm(csar);
    await truncate(cut, 100_000);
    const result = await run('package', 'onboard', cut);
    expect(result.exitCode).toBe(3);
    expect(result.stderr).toMatch(/NFV-D\d{3}/);
    expect(await ids('package', 'list')).toBe(0);
  });

  it('a wrong type names file, line and column', async () => {
    const source = await edited('bump-firewall', 'Definitions/bump-firewall.yaml', (t) =>
      t.replace(/type: tosca\.nodes\.nfv\.Vdu\.Compute\b/, 'type: tosca.nodes.nfv.Vdu.Computer'),
    );
    const result = await packed(source);
    expect(result.exitCode).toBe(3);
    expect(result.stderr + result.stdout).toMatch(
      /Definitions\/bump-firewall\.yaml:\d+:\d+: error NFV-D\d{3}.*Computer/s,
    );
  });

  it('a dangling reference names file, line and column', async () => {
    const source = await edited('inspected-web', 'Definitions/inspected-web.yaml', (t) =>
      t.replace('nfp_position: pos_monitor', 'nfp_position: pos_nowhere'),
    );
    const result = await packed(source);
    expect(result.exitCode).toBe(3);
    expect(result.stderr + result.stdout).toMatch(
      /Definitions\/inspected-web\.yaml:\d+:\d+: error NFV-D\d{3}.*pos_nowhere/s,
    );
  });

  it('an NSD whose VNFs are not onboarded is refused, with the place where it names them', async () => {
    const { csar } = await packed(session.environment.packages['inspected-web']);
    const result = await run('nsd', 'onboard', csar);
    expect(result.stderr).toContain('NFVO_VNFD_NOT_ONBOARDED');
    expect(result.stderr).toMatch(/inspected-web\.yaml:\d+:\d+/);
    expect(await ids('nsd', 'list')).toBe(0);
  });
});

describe('demands no host can meet', () => {
  /** Onboards variants of the samples, asks for a plan, and takes all of it away again. */
  async function planOf(variant: { firewall?: string; monitor?: string; nsd?: string }): Promise<CliResult> {
    const { packages } = session.environment;
    const sources = [
      ['package', variant.firewall ?? packages['bump-firewall']],
      ['package', variant.monitor ?? packages.monitor],
      ['nsd', variant.nsd ?? packages['inspected-web']],
    ] as const;
    for (const [noun, source] of sources) {
      const { csar } = await packed(source);
      mainJob.must(await run(noun, 'onboard', csar));
    }
    await mainJob.createNs(session.job, 'impossible');
    const result = await run('ns', 'instantiate', 'impossible', ...mainJob.sapFlags, '--wait');
    mainJob.must(await run('ns', 'delete', 'impossible'));
    mainJob.must(await run('nsd', 'delete', 'Inspected Web'));
    for (const product of ['Bump Firewall', 'Monitor']) mainJob.must(await run('package', 'delete', product));
    return result;
  }

  it('too many cores on one cell: says how many are short on which cell', async () => {
    const firewall = await edited('bump-firewall', 'Definitions/bump-firewall.yaml', (t) =>
      t.replace(/num_virtual_cpu: 1\b/, 'num_virtual_cpu: 3'),
    );
    const result = await planOf({ firewall });
    expect(result.exitCode).toBe(5);
    expect(result.stderr).toContain('NFVO_PLACEMENT_REFUSED');
    expect(result.stderr).toMatch(/cell 0: 1 core/);
    expect(result.stderr).toMatch(/cell 1: 1 core/);
  }, 120_000);

  it('no VF on that physical network: says so', async () => {
    const nsd = await edited('inspected-web', 'Definitions/inspected-web.yaml', (t) =>
      t.replace('name: physnet-mgmt', 'name: physnet-elsewhere'),
    );
    const result = await planOf({ nsd });
    expect(result.exitCode).toBe(5);
    expect(result.stderr).toContain('NFVO_PLACEMENT_REFUSED');
    expect(result.stderr).toContain('physnet-elsewhere');
  }, 120_000);
});

describe('hosts', () => {
  it('an unreachable host is refused and not remembered', async () => {
    const listener = createServer().listen(0, '127.0.0.1');
    await new Promise((done) => listener.once('listening', done));
    const { port } = listener.address() as { port: number };
    await new Promise((done) => listener.close(done));
    const key = session.environment.lab.identityFile;
    const result = await run(
      'host',
      'add',
      `ssh://root@127.0.0.1:${port}`,
      '--identity',
      key,
      '--name',
      'nowhere',
    );
    expect(result.exitCode).not.toBe(0);
    expect(result.stderr).toContain('VIM_HOST_UNREACHABLE');
    expect(await ids('host', 'list')).toBe(1);
  });

  it('a host with another key than the pinned one is refused', async () => {
    const { lab } = session.environment;
    const other = `SHA256:${'A'.repeat(43)}`;
    const url = `ssh://root@localhost:${lab.sshPort}`;
    const result = await run(
      'host',
      'add',
      url,
      '--identity',
      lab.identityFile,
      '--host-key',
      other,
      '--name',
      'other',
    );
    expect(result.stderr).toContain('VIM_HOST_KEY_MISMATCH');
    expect(await ids('host', 'list')).toBe(1);
  });
});

describe('after all of it', () => {
  it('neither store nor host has anything left', async () => {
    expect(await ids('package', 'list')).toBe(0);
    expect(await ids('nsd', 'list')).toBe(0);
    expect(await ids('ns', 'list')).toBe(0);
    expect((await mainJob.snapshotHost(session.job)).items).toEqual(before.items);
  });
});
