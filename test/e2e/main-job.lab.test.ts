/**
 * The main job on the lab host, and every kind of claim broken behind Netwright's back: the proof must name the
 * claim, its place in the descriptor, expected and observed, and hold again once it is mended.
 */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NsPlan } from '#nfvo/plan/model.ts';
import type { HostSnapshot } from '#vim/host/snapshot.ts';
import { connectSsh, type SshHostConnection } from '#vim/host/ssh-connection.ts';
import { type ClaimKind, expectedShapes } from '#vim/proof/expected.ts';
import type { ProofReport } from '#vim/proof/model.ts';
import { breakClaim } from './claims-broken.ts';
import * as mainJob from './main-job.ts';
import { type Session, startLabSession } from './session.ts';
import { siteTraffic, trafficFaults } from './site-traffic.ts';

const name = 'web';
let session: Session;
let host: SshHostConnection;
let before: HostSnapshot;
let plan: NsPlan;

beforeAll(async () => {
  session = await startLabSession('main-job');
  const { lab } = session.environment;
  await mainJob.addHost(session.job);
  await mainJob.onboard(session.job);
  before = await mainJob.snapshotHost(session.job);
  await mainJob.createNs(session.job, name);
  host = await connectSsh({
    hostId: 'lab-behind-netwrights-back',
    url: `ssh://${lab.user}@${lab.sshHost}:${lab.sshPort}`,
    privateKey: await readFile(lab.identityFile),
    hostKeySha256: lab.hostKeySha256,
  });
}, 900_000);

afterAll(async () => {
  await host?.close();
  await session?.end();
  await session?.environment.lab.release();
}, 60_000);

/** `ns prove`, its exit code and the report. */
async function prove(): Promise<{ exitCode: number; report: ProofReport }> {
  const { exitCode, stdout, stderr } = await session.cli.run('ns', 'prove', name, '--format', 'json');
  if (stdout === '') throw new Error(stderr);
  return { exitCode, report: JSON.parse(stdout) as ProofReport };
}

const notHolding = (report: ProofReport) =>
  report.results.filter((r) => r.verdict !== 'holds').map((r) => `${r.kind} ${r.subject}: ${r.reason}`);

describe('the main job', () => {
  it('plans the same twice, touching nothing', async () => {
    const planned = () =>
      session.cli.json<{ plan: NsPlan; flows: unknown[] }>('ns', 'plan', name, ...mainJob.sapFlags);
    const first = await planned();
    plan = first.plan;
    expect((await planned()).plan.hash).toBe(plan.hash);
    expect(plan.vnfs.map((v) => v.vnfProfileId).sort()).toEqual(['firewall', 'monitor']);
    const monitor = plan.vnfs.find((v) => v.vnfProfileId === 'monitor')?.vnfcs[0];
    const vf = monitor?.ports.find((p) => p.kind === 'sriov-vf');
    expect(vf).toMatchObject({ vlanId: 113, pfName: monitor?.cell === 0 ? 'ens1' : 'ens2' });
    const after = await mainJob.snapshotHost(session.job);
    expect(after.items).toEqual(before.items);
  }, 120_000);

  it('instantiates exactly that plan and ends COMPLETED with every claim holding', async () => {
    await mainJob.instantiateNs(session.job, name, '--plan', plan.hash);
    const { exitCode, report } = await prove();
    expect(notHolding(report)).toEqual([]);
    expect(exitCode).toBe(0);
    expect(new Set(report.results.map((r) => r.kind))).toEqual(new Set(Object.keys(expectedShapes)));
    for (const result of report.results) {
      expect(result.readFrom, result.subject).not.toBe('');
      expect(result.descriptor.line, result.subject).toBeGreaterThan(0);
    }
  }, 600_000);

  it('carries real traffic in both directions in the right order, and leaves the rest alone', async () => {
    const traffic = await siteTraffic(session.environment.lab);
    expect(trafficFaults(traffic, { forward: 6, reverse: 9 })).toEqual([]);
  }, 180_000);
});

/** Claims of a VF need the VNF that has one; those that restart a VM or move its memory need the one that has none. */
const ofMonitor = new Set<ClaimKind>(['vf-assigned', 'vf-mac', 'vf-vlan', 'vf-numa-local']);

describe('a claim broken on purpose', () => {
  for (const kind of Object.keys(expectedShapes) as ClaimKind[]) {
    it(`${kind}: the proof fails and says which, where, expected and observed; mended, it holds`, async () => {
      const profile = ofMonitor.has(kind) ? 'monitor' : 'firewall';
      const vnfc = plan.vnfs.find((v) => v.vnfProfileId === profile)?.vnfcs[0];
      const [path] = plan.paths;
      if (!vnfc || !path) throw new Error('the plan has no VNFC or path');
      const broken = await breakClaim(host, kind, { vnfc, path });
      try {
        const { exitCode, report } = await prove();
        const named = report.results.filter((r) => r.kind === kind && r.verdict !== 'holds');
        expect(named.length, `${broken.what}; broken: ${notHolding(report).join('; ')}`).toBeGreaterThan(0);
        expect(exitCode).toBe(10);
        expect(report.verdict).toBe('broken');
        for (const claim of named) {
          expect(claim.reason).not.toBe('');
          expect(claim.expected).toBeDefined();
          expect(claim.observed).not.toBeUndefined();
          expect(claim.descriptor.file).toMatch(/^Definitions\/.+\.yaml$/);
          expect(claim.descriptor.line).toBeGreaterThan(0);
        }
      } finally {
        await broken.restore();
      }
      await expect
        .poll(async () => notHolding((await prove()).report), { timeout: 180_000, interval: 2_000 })
        .toEqual([]);
    }, 600_000);
  }
});

describe('the end', () => {
  it('terminates, and the host is what it was before', async () => {
    await mainJob.terminateNs(session.job, name);
    const differences = await mainJob.compareHost(
      session.job,
      'after-terminate',
      before,
      await mainJob.snapshotHost(session.job),
    );
    expect(differences.map((d) => d.sentence)).toEqual([]);
  }, 300_000);
});
