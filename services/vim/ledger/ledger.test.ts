// Imports beyond the stage: the host facts of #test/fixtures, the database door of the kernel.
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { type Database, migrate, openDatabase } from '#kernel/database.ts';
import { NetwrightError } from '#kernel/errors.ts';
import { labHost } from '#test/fixtures/compute-host.ts';
import { allocatedOn, listReservations, usedMacs } from './allocated.ts';
import { ledgerMigrations } from './migrations.ts';
import type { LedgerItem } from './model.ts';
import { freeNumbers } from './numbers.ts';
import { declareHostPools, forgetHostPools } from './pools.ts';
import { releaseReservation, reserve } from './reservations.ts';

const db: Database = await openDatabase('memory://');
await migrate(db, ledgerMigrations);
const { inventory } = labHost();

beforeEach(async () => {
  await db.query('DELETE FROM ledger_reservation');
  await db.query('DELETE FROM ledger_pool');
  await declareHostPools(db, 'lab1', inventory);
});
afterAll(() => db.close());

const cpu = (id: number, ownerId = 'v'): LedgerItem => ({
  hostId: 'lab1',
  kind: 'cpu',
  key: String(id),
  ownerId,
});
const pages = (cell: number, amount: number): LedgerItem => ({
  hostId: 'lab1',
  kind: 'huge-pages',
  key: `${cell}/2048`,
  amount,
  ownerId: 'v',
});
const share = (id: number, amount = 1): LedgerItem => ({
  hostId: 'lab1',
  kind: 'shared-cpu',
  key: String(id),
  amount,
  ownerId: 'v',
});

async function failure(work: Promise<unknown>): Promise<NetwrightError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof NetwrightError) return error;
    throw error;
  }
  throw new Error('expected it to fail');
}

describe('the ledger', () => {
  it('books, shows and gives back; both ways once, however often they are called', async () => {
    const reservation = {
      nsInstanceId: 'ns1',
      planHash: 'p1',
      items: [
        cpu(1),
        cpu(2),
        pages(0, 128),
        share(5),
        { hostId: '*', kind: 'mac', key: '02:aa', ownerId: 'v' },
      ],
    } satisfies Parameters<typeof reserve>[1];
    await reserve(db, reservation);
    await reserve(db, reservation);
    expect(await allocatedOn(db, 'lab1')).toMatchObject({
      cpus: [1, 2],
      sharedCpus: [{ cpu: 5, vcpus: 1 }],
      hugePages: [
        { cell: 0, sizeKiB: 2048, pages: 128, capacity: 420 },
        { cell: 1, pages: 0 },
      ],
    });
    expect([...(await usedMacs(db))]).toEqual(['02:aa']);
    expect(await listReservations(db)).toEqual([{ planHash: 'p1', nsInstanceId: 'ns1' }]);
    await releaseReservation(db, { planHash: 'p1' });
    await releaseReservation(db, { planHash: 'p1' });
    await releaseReservation(db, { nsInstanceId: 'ns1' });
    const after = await allocatedOn(db, 'lab1');
    expect(after).toMatchObject({ cpus: [], sharedCpus: [], vfs: [] });
    expect(after.hugePages.map((pool) => pool.pages)).toEqual([0, 0]);
  });

  it('says what is taken and by whom, and then has booked nothing', async () => {
    await reserve(db, { nsInstanceId: 'ns1', planHash: 'p1', items: [cpu(1)] });
    const error = await failure(
      reserve(db, { nsInstanceId: 'ns2', planHash: 'p2', items: [cpu(2), cpu(1), pages(1, 5)] }),
    );
    expect(error.code).toBe('VIM_ALREADY_RESERVED');
    expect(error.message).toBe('Taken already: cpu 1 (NS instance ns1).');
    expect(error.facts.conflicts).toEqual([{ hostId: 'lab1', kind: 'cpu', key: '1', nsInstanceId: 'ns1' }]);
    expect((await allocatedOn(db, 'lab1')).cpus).toEqual([1]);
    expect(await listReservations(db)).toHaveLength(1);
  });

  it('does not overdraw a pool, nor one it does not know, nor give a PMD or housekeeping CPU away', async () => {
    await reserve(db, { nsInstanceId: 'ns1', planHash: 'p1', items: [pages(0, 400)] });
    const reserved = (items: LedgerItem[]) =>
      failure(reserve(db, { nsInstanceId: 'ns2', planHash: 'p2', items }));
    const short = await reserved([pages(0, 21)]);
    expect(short.code).toBe('VIM_POOL_EXHAUSTED');
    expect(short.message).toContain('21 wanted, 20 left of 420');
    for (const id of [0, 3, 4, 7, 99]) expect((await reserved([cpu(id)])).code).toBe('VIM_POOL_UNKNOWN');
  });

  it('keeps dedicated and shared use of a CPU apart', async () => {
    await reserve(db, { nsInstanceId: 'ns1', planHash: 'p1', items: [share(5), cpu(6)] });
    const code = async (items: LedgerItem[]) =>
      (await failure(reserve(db, { nsInstanceId: 'ns2', planHash: 'p2', items }))).code;
    expect(await code([cpu(5)])).toBe('VIM_POOL_EXHAUSTED');
    expect(await code([share(6)])).toBe('VIM_POOL_EXHAUSTED');
    expect(await code([share(5, 4)])).toBe('VIM_POOL_EXHAUSTED');
    await reserve(db, { nsInstanceId: 'ns2', planHash: 'p2', items: [share(5, 3)] });
  });

  it('cannot be made to hold a double booking by any statement', async () => {
    await reserve(db, { nsInstanceId: 'ns1', planHash: 'p1', items: [cpu(1)] });
    const again = `INSERT INTO ledger_item VALUES ('lab1', 'cpu', '1', 'p1', 'x')`;
    await expect(db.query(again)).rejects.toThrow(/duplicate key/);
    await expect(
      db.query(`UPDATE ledger_pool SET used = capacity + 1 WHERE kind = 'huge-pages'`),
    ).rejects.toThrow(/check constraint/);
  });

  it('lets pools follow the inventory but never below what is booked', async () => {
    await reserve(db, { nsInstanceId: 'ns1', planHash: 'p1', items: [pages(0, 300), cpu(1)] });
    const withPages = (total: number, free: number) => ({
      ...inventory,
      cells: inventory.cells.map((cell) => ({ ...cell, hugePages: [{ sizeKiB: 2048, total, free }] })),
    });
    const capacities = async () => (await allocatedOn(db, 'lab1')).hugePages.map((pool) => pool.capacity);
    await declareHostPools(db, 'lab1', withPages(512, 120));
    expect(await capacities()).toEqual([420, 420]);
    await declareHostPools(db, 'lab1', withPages(612, 220));
    expect(await capacities()).toEqual([520, 520]);
    await declareHostPools(db, 'lab1', withPages(212, 0));
    expect(await capacities()).toEqual([300, 120]);
    // A PMD moved onto CPUs 1 and 2: the free one is no guest CPU any more, the booked one stays booked.
    await declareHostPools(db, 'lab1', { ...inventory, ovs: { ...inventory.ovs, pmdCpus: [1, 2, 7] } });
    const error = await failure(reserve(db, { nsInstanceId: 'ns2', planHash: 'p2', items: [cpu(2)] }));
    expect(error.code).toBe('VIM_POOL_UNKNOWN');
    expect((await allocatedOn(db, 'lab1')).cpus).toEqual([1]);
  });

  it('forgets a host only when nothing is booked on it', async () => {
    await reserve(db, { nsInstanceId: 'ns1', planHash: 'p1', items: [cpu(1)] });
    const error = await failure(forgetHostPools(db, 'lab1'));
    expect(error.code).toBe('VIM_HOST_HAS_RESERVATIONS');
    expect(error.facts.nsInstanceIds).toEqual(['ns1']);
    await releaseReservation(db, { nsInstanceId: 'ns1' });
    await forgetHostPools(db, 'lab1');
    await forgetHostPools(db, 'lab1');
    expect((await allocatedOn(db, 'lab1')).hugePages).toEqual([]);
  });

  it('finds the lowest free numbers', async () => {
    const spi = (key: string): LedgerItem => ({ hostId: 'lab1', kind: 'spi', key, ownerId: 'path' });
    await reserve(db, { nsInstanceId: 'ns1', planHash: 'p1', items: [spi('1'), spi('3')] });
    expect(await freeNumbers(db, 'lab1', 'spi', 3)).toEqual([2, 4, 5]);
    expect(await freeNumbers(db, 'other', 'spi', 1)).toEqual([1]);
    expect(await freeNumbers(db, 'lab1', 'vl-tag', 0)).toEqual([]);
  });

  it('never books anything twice under 64 concurrent reservers', async () => {
    // 64 services want one of four cores each, and 100 pages of its cell.
    const outcomes = await Promise.allSettled(
      Array.from({ length: 64 }, (_, i) => {
        const core = [1, 2, 5, 6][i % 4] ?? 1;
        const items = [cpu(core, `v${i}`), pages(core < 4 ? 0 : 1, 100)];
        return reserve(db, { nsInstanceId: `ns${i}`, planHash: `p${i}`, items });
      }),
    );
    const won = outcomes.filter((outcome) => outcome.status === 'fulfilled').length;
    expect(won).toBe(4);
    for (const outcome of outcomes)
      if (outcome.status === 'rejected')
        expect((outcome.reason as NetwrightError).code).toBe('VIM_ALREADY_RESERVED');
    const after = await allocatedOn(db, 'lab1');
    expect(after.cpus).toEqual([1, 2, 5, 6]);
    expect(after.hugePages.map((pool) => pool.pages)).toEqual([200, 200]);
    const owners = await db.query<{ n: number }>(
      'SELECT count(DISTINCT plan_hash)::int AS n FROM ledger_item UNION ALL SELECT count(*)::int FROM ledger_reservation',
    );
    expect(owners.map((row) => row.n)).toEqual([4, 4]);
  });

  it('gives pages to exactly as many as there are, when many ask and give back at once', async () => {
    const asked = await Promise.allSettled(
      Array.from({ length: 64 }, (_, i) =>
        reserve(db, { nsInstanceId: `ns${i}`, planHash: `p${i}`, items: [pages(0, 50)] }),
      ),
    );
    expect(asked.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(8);
    await Promise.all(
      Array.from({ length: 128 }, (_, i) => releaseReservation(db, { planHash: `p${i % 64}` })),
    );
    expect((await allocatedOn(db, 'lab1')).hugePages[0]?.pages).toBe(0);
  });
});
