/** The pools of a host: declared when it is added, refreshed with its inventory, forgotten when it is removed. */
import type { Queryable } from '#kernel/database.ts';
import { NetwrightError } from '#kernel/errors.ts';
import type { HostInventory } from '../model.ts';
import { hostOwnCpus, smallMemoryCapacityMiB } from '../placement/free-host.ts';
import { sharedVcpusPerCpu } from '../placement/model.ts';
import { ledgerErrors } from './errors.ts';
import type { PoolFacts } from './model.ts';

/** Guest pools of an inventory: pages per cell and size, small memory per cell, vCPU shares per guest CPU. */
export function hostPools(inventory: HostInventory): PoolFacts[] {
  const own = hostOwnCpus(inventory);
  return inventory.cells.flatMap((cell): PoolFacts[] => {
    const memory = smallMemoryCapacityMiB(cell);
    return [
      ...cell.hugePages.map(
        ({ sizeKiB, total, free }): PoolFacts => ({
          kind: 'huge-pages',
          key: `${cell.id}/${sizeKiB}`,
          total,
          free,
        }),
      ),
      { kind: 'memory', key: String(cell.id), total: memory, free: memory },
      ...cell.cpus
        .filter((cpu) => !own.has(cpu.id))
        .map(
          ({ id }): PoolFacts => ({
            kind: 'shared-cpu',
            key: String(id),
            total: sharedVcpusPerCpu,
            free: sharedVcpusPerCpu,
          }),
        ),
    ];
  });
}

/**
 * Makes the ledger know the host's pools; call it when a host is added and whenever its inventory is read again.
 * A pool's capacity is what was free when it was first seen (the rest is the host's own, such as DPDK's pages) and
 * grows and shrinks with the total, but never below what is booked. Pools that are gone or became the host's own
 * are dropped unless something is booked on them.
 */
export async function declareHostPools(
  db: Queryable,
  hostId: string,
  inventory: HostInventory,
): Promise<void> {
  const pools = hostPools(inventory);
  const facts = JSON.stringify(pools);
  await db.query(
    `INSERT INTO ledger_pool (host_id, kind, key, total, capacity)
     SELECT $1, p.kind, p.key, p.total, p.free
     FROM jsonb_to_recordset($2::jsonb) AS p (kind text, key text, total bigint, free bigint)
     ORDER BY p.kind, p.key
     ON CONFLICT (host_id, kind, key) DO UPDATE SET
       capacity = GREATEST(ledger_pool.used, ledger_pool.capacity + EXCLUDED.total - ledger_pool.total),
       total = EXCLUDED.total`,
    [hostId, facts],
  );
  await db.query(
    `DELETE FROM ledger_pool l WHERE l.host_id = $1 AND l.used = 0 AND NOT EXISTS (
       SELECT 1 FROM jsonb_to_recordset($2::jsonb) AS p (kind text, key text) WHERE p.kind = l.kind AND p.key = l.key)`,
    [hostId, facts],
  );
}

/** Forgets the host's pools; forgetting an unknown host succeeds. Throws VIM_HOST_HAS_RESERVATIONS. */
export async function forgetHostPools(db: Queryable, hostId: string): Promise<void> {
  const holders = await db.query<{ nsInstanceId: string }>(
    `SELECT DISTINCT r.ns_instance_id AS "nsInstanceId" FROM ledger_reservation r
     LEFT JOIN ledger_item i ON i.plan_hash = r.plan_hash AND i.host_id = $1
     LEFT JOIN ledger_draw d ON d.plan_hash = r.plan_hash AND d.host_id = $1
     WHERE i.host_id IS NOT NULL OR d.host_id IS NOT NULL ORDER BY 1`,
    [hostId],
  );
  if (holders.length > 0) {
    const ids = holders.map((holder) => holder.nsInstanceId);
    throw new NetwrightError(
      ledgerErrors.VIM_HOST_HAS_RESERVATIONS,
      `NS instances hold resources on the host: ${ids.join(', ')}.`,
      { facts: { nsInstanceIds: ids } },
    );
  }
  await db.query('DELETE FROM ledger_pool WHERE host_id = $1', [hostId]);
}
