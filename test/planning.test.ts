/** The whole of planning without a host: descriptors → demand → placement → plan → ledger, as the server joins it. */
import { afterAll, describe, expect, it } from 'vitest';
import { migrate, openDatabase } from '#kernel/database.ts';
import { NetwrightError } from '#kernel/errors.ts';
import { nsDemand, placementRefused } from '#nfvo/plan/demand.ts';
import { ledgerItems } from '#nfvo/plan/ledger-items.ts';
import type { NsPlan } from '#nfvo/plan/model.ts';
import { buildNsPlan } from '#nfvo/plan/ns-plan.ts';
import type { NsToPlan } from '#nfvo/plan/resolve-ns.ts';
import { allocatedOn, usedMacs } from '#vim/ledger/allocated.ts';
import { ledgerMigrations } from '#vim/ledger/migrations.ts';
import { freeNumbers } from '#vim/ledger/numbers.ts';
import { declareHostPools } from '#vim/ledger/pools.ts';
import { releaseReservation, reserve } from '#vim/ledger/reservations.ts';
import { place } from '#vim/placement/place.ts';
import { expectedShapes } from '#vim/proof/expected.ts';
import { labHost } from './fixtures/compute-host.ts';
import { inspectedWeb, vary } from './fixtures/inspected-web.ts';

const db = await openDatabase('memory://');
await migrate(db, ledgerMigrations);
await declareHostPools(db, 'lab1', labHost().inventory);
afterAll(() => db.close());

async function plan(nsInstanceId: string, input: NsToPlan = inspectedWeb, generation = 1): Promise<NsPlan> {
  const demand = nsDemand(input);
  const host = { ...labHost(), allocated: await allocatedOn(db, 'lab1') };
  const placement = place(demand.placement, [host]);
  if (placement.kind === 'refused') throw placementRefused(placement.hosts);
  const numbers = demand.numbers.find((n) => n.hostId === 'lab1');
  return buildNsPlan({
    ...input,
    nsInstanceId,
    nsdInfoId: 'nsd-info',
    nsdPackageName: 'inspected-web',
    generation,
    placement,
    hosts: new Map([
      [
        'lab1',
        {
          virtType: 'kvm',
          bridge: 'br-nfv',
          pmdCpus: [3, 7],
          virtualLinkTags: await freeNumbers(db, 'lab1', 'vl-tag', numbers?.virtualLinkTags ?? 0),
          servicePathIds: await freeNumbers(db, 'lab1', 'spi', numbers?.servicePathIds ?? 0),
        },
      ],
    ]),
    usedMacs: await usedMacs(db),
  });
}

const book = (of: NsPlan) =>
  reserve(db, { nsInstanceId: of.nsInstanceId, planHash: of.hash, items: ledgerItems(of) });
/** The sample service at other interfaces of the same host: a SAP takes its interface for itself. */
const elsewhere = (n: number) =>
  vary((copy) => {
    for (const [sapdId, { hostId }] of copy.sapAttachments)
      copy.sapAttachments.set(sapdId, { hostId, interfaceName: `veth-${sapdId.slice(4)}${n}` });
  });
const ns1 = '11111111-1111-4111-8111-111111111111';
const ns2 = '22222222-2222-4222-8222-222222222222';
const ns3 = '33333333-3333-4333-8333-333333333333';

describe('planning the sample service on the lab host', () => {
  it('plans twice alike, books it, and plans the next one beside it until the host is full', async () => {
    const first = await plan(ns1);
    expect((await plan(ns1)).hash).toBe(first.hash);
    await book(first);
    const second = await plan(ns2, elsewhere(2));
    await book(second);
    const cpus = (of: NsPlan) => of.vnfs.flatMap((v) => v.vnfcs.flatMap((c) => c.vcpuPins ?? []));
    expect([...cpus(first), ...cpus(second)].sort()).toHaveLength(
      new Set([...cpus(first), ...cpus(second)]).size,
    );
    expect(second.paths[0]?.forwardSpi).toBe(3);
    expect(second.virtualLinks[0]?.tag).toBe(2);
    const full = await plan(ns3, elsewhere(3)).catch((error: unknown) => error);
    expect(full).toBeInstanceOf(NetwrightError);
    expect((full as NetwrightError).code).toBe('NFVO_PLACEMENT_REFUSED');
    expect((full as NetwrightError).message).toMatch(/cell 1: 1 core short \(wants 1, has 0 free of 2\)/);
    await releaseReservation(db, { nsInstanceId: ns1 });
    await releaseReservation(db, { nsInstanceId: ns2 });
    expect((await plan(ns1)).hash).toBe(first.hash);
  });

  it('refuses to book a plan that another one overtook', async () => {
    const [mine, theirs] = [await plan(ns1), await plan(ns2, elsewhere(2))];
    await book(theirs);
    const error = await book(mine).catch((caught: unknown) => caught);
    expect((error as NetwrightError).code).toBe('VIM_ALREADY_RESERVED');
    expect((error as NetwrightError).message).toContain(ns2);
    await releaseReservation(db, { planHash: theirs.hash });
  });

  it('claims every promise in the shape the proof reads', async () => {
    const { claims } = await plan(ns1);
    expect(new Set(claims.map((claim) => claim.kind))).toEqual(new Set(Object.keys(expectedShapes)));
    for (const claim of claims) {
      expect(expectedShapes[claim.kind].safeParse(claim.expected).error, claim.claimId).toBeUndefined();
      expect(claim.descriptor.line).toBeGreaterThan(1);
    }
  });

  it('refuses what cannot be met with the reasons per cell', async () => {
    const greedy = vary((copy) => {
      const vdu = copy.vnfsByVnfdId.get('vnfd-firewall')?.vnfd.vdus[0];
      if (vdu !== undefined) vdu.virtualCpu.numVirtualCpu = 5;
    });
    const error = (await plan(ns1, greedy).catch((caught: unknown) => caught)) as NetwrightError;
    expect(error.definition.httpStatus).toBe(409);
    expect(error.message).toContain('firewall.VDU_FW: cell 0: 3 cores short (wants 5, has 2 free of 2)');
  });
});
