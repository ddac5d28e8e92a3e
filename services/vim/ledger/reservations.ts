/**
 * Books everything a plan needs, all or nothing, and gives it back. Booking locks pools and rows in one order for
 * all, so that concurrent plans wait for each other instead of dead-locking.
 */
import type { Database, Queryable } from '#kernel/database.ts';
import { NetwrightError } from '#kernel/errors.ts';
import { sharedVcpusPerCpu } from '../placement/model.ts';
import { ledgerErrors } from './errors.ts';
import { type CountedItem, type ExactItem, isCounted, type LedgerItem } from './model.ts';

export interface Reservation {
  readonly nsInstanceId: string;
  readonly planHash: string;
  readonly items: readonly LedgerItem[];
}

/**
 * Idempotent by plan hash: what is booked for the plan already stays as it is. Throws VIM_ALREADY_RESERVED,
 * VIM_POOL_EXHAUSTED or VIM_POOL_UNKNOWN, and then has booked nothing.
 */
export function reserve(db: Database, reservation: Reservation): Promise<void> {
  return db.transaction((tx) => reserveWithin(tx, reservation));
}

/** The same inside the caller's transaction, which must be rolled back when this throws. */
export async function reserveWithin(
  tx: Queryable,
  { nsInstanceId, planHash, items }: Reservation,
): Promise<void> {
  const created = await tx.query(
    `INSERT INTO ledger_reservation (plan_hash, ns_instance_id) VALUES ($1, $2)
     ON CONFLICT (plan_hash) DO NOTHING RETURNING plan_hash`,
    [planHash, nsInstanceId],
  );
  if (created.length === 0) return;
  const exact = items.filter((item): item is ExactItem => !isCounted(item));
  await bookExact(tx, planHash, exact);
  await drawFromPools(tx, planHash, items);
}

async function bookExact(tx: Queryable, planHash: string, items: readonly ExactItem[]): Promise<void> {
  const rows = JSON.stringify(items);
  const booked = await tx.query<{ hostId: string; kind: string; key: string }>(
    `INSERT INTO ledger_item (host_id, kind, key, plan_hash, owner_id)
     SELECT i."hostId", i.kind, i.key, $1, i."ownerId"
     FROM jsonb_to_recordset($2::jsonb) AS i ("hostId" text, kind text, key text, "ownerId" text)
     ORDER BY 1, 2, 3
     ON CONFLICT (host_id, kind, key) DO NOTHING
     RETURNING host_id AS "hostId", kind, key`,
    [planHash, rows],
  );
  if (booked.length === items.length) return;
  const done = new Set(booked.map((row) => `${row.hostId}/${row.kind}/${row.key}`));
  const missing = items.filter((item) => !done.has(`${item.hostId}/${item.kind}/${item.key}`));
  const holders = await tx.query<{ hostId: string; kind: string; key: string; nsInstanceId: string }>(
    `SELECT l.host_id AS "hostId", l.kind, l.key, r.ns_instance_id AS "nsInstanceId"
     FROM jsonb_to_recordset($1::jsonb) AS i ("hostId" text, kind text, key text)
     JOIN ledger_item l ON l.host_id = i."hostId" AND l.kind = i.kind AND l.key = i.key
     JOIN ledger_reservation r ON r.plan_hash = l.plan_hash
     ORDER BY 1, 2, 3`,
    [JSON.stringify(missing)],
  );
  const conflicts = missing.map((item) => {
    const holder = holders.find(
      (h) => h.hostId === item.hostId && h.kind === item.kind && h.key === item.key,
    );
    // Without a holder it was released in this moment, or the plan names it twice.
    return {
      hostId: item.hostId,
      kind: item.kind,
      key: item.key,
      nsInstanceId: holder?.nsInstanceId ?? null,
    };
  });
  const text = conflicts.map((c) => `${c.kind} ${c.key} (NS instance ${c.nsInstanceId ?? 'unknown'})`);
  throw new NetwrightError(ledgerErrors.VIM_ALREADY_RESERVED, `Taken already: ${text.join(', ')}.`, {
    facts: { conflicts },
  });
}

/** Sums per pool; a dedicated CPU uses up all its shares. */
function drawsOf(items: readonly LedgerItem[]): Omit<CountedItem, 'ownerId'>[] {
  const draws = new Map<string, Omit<CountedItem, 'ownerId'>>();
  for (const item of items) {
    const { hostId, key } = item;
    const draw = isCounted(item)
      ? { hostId, kind: item.kind, key, amount: item.amount }
      : item.kind === 'cpu'
        ? { hostId, kind: 'shared-cpu' as const, key, amount: sharedVcpusPerCpu }
        : null;
    if (draw === null) continue;
    const pool = `${draw.hostId}/${draw.kind}/${draw.key}`;
    draws.set(pool, { ...draw, amount: draw.amount + (draws.get(pool)?.amount ?? 0) });
  }
  return [...draws.values()];
}

async function drawFromPools(tx: Queryable, planHash: string, items: readonly LedgerItem[]): Promise<void> {
  const draws = drawsOf(items);
  const wanted = JSON.stringify(draws);
  const pools = await tx.query<{ hostId: string; kind: string; key: string; capacity: string; used: string }>(
    `SELECT p.host_id AS "hostId", p.kind, p.key, p.capacity::text, p.used::text FROM ledger_pool p
     JOIN jsonb_to_recordset($1::jsonb) AS d ("hostId" text, kind text, key text)
       ON p.host_id = d."hostId" AND p.kind = d.kind AND p.key = d.key
     ORDER BY 1, 2, 3 FOR UPDATE OF p`,
    [wanted],
  );
  for (const draw of draws) {
    const pool = pools.find((p) => p.hostId === draw.hostId && p.kind === draw.kind && p.key === draw.key);
    const name = `${draw.kind} ${draw.key} of host ${draw.hostId}`;
    if (pool === undefined)
      throw new NetwrightError(ledgerErrors.VIM_POOL_UNKNOWN, `There is no pool ${name}.`, {
        facts: { pool: draw },
      });
    const left = Number(pool.capacity) - Number(pool.used);
    if (left < draw.amount) {
      throw new NetwrightError(
        ledgerErrors.VIM_POOL_EXHAUSTED,
        `${name}: ${draw.amount} wanted, ${left} left of ${pool.capacity}.`,
        { facts: { pool: { ...draw, left, capacity: Number(pool.capacity) } } },
      );
    }
  }
  await tx.query(
    `UPDATE ledger_pool p SET used = p.used + d.amount
     FROM jsonb_to_recordset($1::jsonb) AS d ("hostId" text, kind text, key text, amount bigint)
     WHERE p.host_id = d."hostId" AND p.kind = d.kind AND p.key = d.key`,
    [wanted],
  );
  await tx.query(
    `INSERT INTO ledger_draw (plan_hash, host_id, kind, key, amount)
     SELECT $1, d."hostId", d.kind, d.key, d.amount
     FROM jsonb_to_recordset($2::jsonb) AS d ("hostId" text, kind text, key text, amount bigint)`,
    [planHash, wanted],
  );
}

/** Gives everything back; releasing what is not reserved succeeds. */
export function releaseReservation(
  db: Database,
  of: { readonly planHash: string } | { readonly nsInstanceId: string },
): Promise<void> {
  return db.transaction((tx) => releaseWithin(tx, of));
}

/** The same inside the caller's transaction. */
export async function releaseWithin(
  tx: Queryable,
  of: { readonly planHash: string } | { readonly nsInstanceId: string },
): Promise<void> {
  const [column, value] = 'planHash' in of ? ['plan_hash', of.planHash] : ['ns_instance_id', of.nsInstanceId];
  // Locks first, so that two releases of one reservation give its pages back once.
  const reservations = await tx.query<{ planHash: string }>(
    `SELECT plan_hash AS "planHash" FROM ledger_reservation WHERE ${column} = $1 ORDER BY 1 FOR UPDATE`,
    [value],
  );
  for (const { planHash } of reservations) {
    await tx.query(
      `SELECT 1 FROM ledger_pool p JOIN ledger_draw d USING (host_id, kind, key)
       WHERE d.plan_hash = $1 ORDER BY p.host_id, p.kind, p.key FOR UPDATE OF p`,
      [planHash],
    );
    await tx.query(
      `UPDATE ledger_pool p SET used = p.used - d.amount FROM ledger_draw d
       WHERE d.plan_hash = $1 AND d.host_id = p.host_id AND d.kind = p.kind AND d.key = p.key`,
      [planHash],
    );
    await tx.query('DELETE FROM ledger_reservation WHERE plan_hash = $1', [planHash]);
  }
}
