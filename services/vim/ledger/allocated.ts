/** What is booked, for placement and planning. */
import type { Queryable } from '#kernel/database.ts';
import { type HostAllocations, sharedVcpusPerCpu } from '../placement/model.ts';

interface PoolRow {
  readonly hostId: string;
  readonly kind: string;
  readonly key: string;
  readonly capacity: string;
  readonly used: string;
}

/** What is booked on one host. */
export async function allocatedOn(db: Queryable, hostId: string): Promise<HostAllocations> {
  return (await allocatedOnHosts(db, [hostId])).get(hostId) ?? nothing;
}

const nothing: HostAllocations = { cpus: [], sharedCpus: [], vfs: [], hugePages: [], memory: [] };

/** What is booked on each of the hosts, in two queries whatever their number. */
export async function allocatedOnHosts(
  db: Queryable,
  hostIds: readonly string[],
): Promise<ReadonlyMap<string, HostAllocations>> {
  const ids = JSON.stringify(hostIds);
  const items = await db.query<{ hostId: string; kind: string; key: string }>(
    `SELECT host_id AS "hostId", kind, key FROM ledger_item
     WHERE kind IN ('cpu', 'vf') AND host_id IN (SELECT jsonb_array_elements_text($1::jsonb))
     ORDER BY host_id, kind, key`,
    [ids],
  );
  const pools = await db.query<PoolRow>(
    `SELECT host_id AS "hostId", kind, key, capacity::text, used::text FROM ledger_pool
     WHERE host_id IN (SELECT jsonb_array_elements_text($1::jsonb)) ORDER BY host_id, kind, key`,
    [ids],
  );
  const itemsOf = Map.groupBy(items, (item) => item.hostId);
  const poolsOf = Map.groupBy(pools, (pool) => pool.hostId);
  return new Map(
    hostIds.map((hostId) => [hostId, allocations(itemsOf.get(hostId) ?? [], poolsOf.get(hostId) ?? [])]),
  );
}

function allocations(
  items: readonly { kind: string; key: string }[],
  pools: readonly PoolRow[],
): HostAllocations {
  const keys = (kind: string) => items.filter((item) => item.kind === kind).map((item) => item.key);
  const cpus = keys('cpu').map(Number);
  const of = (kind: string) =>
    pools
      .filter((pool) => pool.kind === kind)
      .map((pool) => ({ key: pool.key, used: Number(pool.used), capacity: Number(pool.capacity) }));
  return {
    cpus: cpus.sort((a, b) => a - b),
    sharedCpus: of('shared-cpu')
      .map(({ key, used }) => ({ cpu: Number(key), vcpus: Math.min(used, sharedVcpusPerCpu) }))
      .filter(({ cpu, vcpus }) => vcpus > 0 && !cpus.includes(cpu)),
    vfs: keys('vf'),
    hugePages: of('huge-pages').map(({ key, used, capacity }) => {
      const [cell = '', sizeKiB = ''] = key.split('/');
      return { cell: Number(cell), sizeKiB: Number(sizeKiB), pages: used, capacity };
    }),
    memory: of('memory').map(({ key, used, capacity }) => ({ cell: Number(key), memoryMiB: used, capacity })),
  };
}

/** MACs in use over all hosts, in lower case. */
export async function usedMacs(db: Queryable): Promise<Set<string>> {
  const rows = await db.query<{ key: string }>("SELECT key FROM ledger_item WHERE kind = 'mac'");
  return new Set(rows.map((row) => row.key.toLowerCase()));
}

/** NS instances that hold anything, with the plan that booked it. */
export async function listReservations(
  db: Queryable,
): Promise<{ readonly planHash: string; readonly nsInstanceId: string }[]> {
  return db.query(
    'SELECT plan_hash AS "planHash", ns_instance_id AS "nsInstanceId" FROM ledger_reservation ORDER BY reserved_at, plan_hash',
  );
}
