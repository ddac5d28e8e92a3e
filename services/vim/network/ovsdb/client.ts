/** What the VIM asks of a host's Open_vSwitch database: transactions, commits that are waited for, watched rows. */
import type { Duplex } from 'node:stream';
import type { HostConnection } from '../../host/connection.ts';
import { type Condition, comment, conditionsToWire, mutate, type Operation, select } from './operations.ts';
import { createRowCache, type ManyValued } from './row-cache.ts';
import { type CallOptions, createSession, ovsdbError } from './session.ts';
import { type Row, rowFromWire } from './values.ts';

const DATABASE = 'Open_vSwitch';
const DATABASE_SOCKET = '/var/run/openvswitch/db.sock';
const DEFAULT_CONFIGURE_TIMEOUT_MS = 30_000;

export interface OperationResult {
  readonly count?: number;
  readonly uuid?: string;
  readonly rows: readonly Row[];
}

/** Tables to watch: which columns, and of which rows (all where no condition is given). */
export type Watched = Readonly<
  Record<string, { readonly columns: readonly string[]; readonly where?: readonly Condition[] }>
>;

/** Rows of the watched tables by table and uuid, as of now. */
export interface WatchedRows {
  rows(table: string): ReadonlyMap<string, Row>;
}

export interface WaitOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

export interface OvsdbClient {
  /** All or nothing. VIM_OVSDB_FAILED with the database's words where an operation fails. */
  transact(operations: readonly Operation[], options?: CallOptions): Promise<readonly OperationResult[]>;
  /** Rows that meet all conditions, with `_uuid` where it is asked for. */
  select(table: string, where: readonly Condition[], columns?: readonly string[]): Promise<readonly Row[]>;
  /**
   * Transacts, and waits until ovs-vswitchd has carried the change out (`cur_cfg` reaches the bumped `next_cfg`, as
   * ovs-vsctl does). Only then `ofport` and `error` mean something. `reason` goes into the database's log.
   */
  commit(
    operations: readonly Operation[],
    options: {
      readonly reason: string;
      readonly timeoutMs?: number;
      readonly signal?: AbortSignal | undefined;
    },
  ): Promise<readonly OperationResult[]>;
  /**
   * Watches tables (`monitor_cond`) until `until` returns something, at once or after a change. After a drop the
   * watch is set up anew on fresh content. Null when the time is up.
   */
  watch<T>(
    watched: Watched,
    until: (rows: WatchedRows) => T | undefined,
    options: WaitOptions,
  ): Promise<T | null>;
  close(): void;
}

const clients = new WeakMap<HostConnection, Promise<OvsdbClient>>();

/** The host's database client; one per connection, opened at first use, again by itself after a drop. */
export function ovsdb(host: HostConnection): Promise<OvsdbClient> {
  const known = clients.get(host);
  if (known !== undefined) return known;
  const made = Promise.resolve(createOvsdbClient(() => host.openUnixSocket(DATABASE_SOCKET), host.hostId));
  clients.set(host, made);
  return made;
}

export function createOvsdbClient(open: () => Promise<Duplex>, where: string): OvsdbClient {
  const session = createSession(open, where);
  let schema: Promise<ManyValued> | undefined;
  let nextMonitor = 0;

  const readSchema = (): Promise<ManyValued> => {
    schema ??= session.call('get_schema', [DATABASE]).then(manyValuedColumns);
    schema.catch(() => {
      schema = undefined;
    });
    return schema;
  };

  const transact: OvsdbClient['transact'] = async (operations, options) => {
    const answer = await session.call('transact', [DATABASE, ...operations], options);
    return readResults(answer, operations, where);
  };

  /** One monitor on the present stream; `broken` where the stream goes before it is over. */
  const watchOnce = async <T>(
    watched: Watched,
    until: (rows: WatchedRows) => T | undefined,
    deadline: number,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly found: T } | 'timeout' | 'broken'> => {
    const cache = createRowCache(await readSchema());
    const id = `watch-${nextMonitor++}`;
    const ends: (() => void)[] = [];
    try {
      return await new Promise((resolve, reject) => {
        // Updates may arrive in the same chunk as the answer, before its promise is seen: kept until then.
        let early: unknown[] | null = [];
        const look = () => {
          const found = until(cache);
          if (found !== undefined) resolve({ found });
        };
        const guard = (step: () => void) => () => {
          try {
            step();
          } catch (error) {
            reject(error);
          }
        };
        ends.push(
          session.onNotification((method, params) => {
            if (method !== 'update2' || params[0] !== id) return;
            guard(() => {
              if (early !== null) early.push(params[1]);
              else {
                cache.apply(params[1]);
                look();
              }
            })();
          }),
          session.onBroken(() => resolve('broken')),
        );
        const timer = setTimeout(() => resolve('timeout'), Math.max(0, deadline - Date.now()));
        const onAbort = () => reject(signal?.reason);
        signal?.addEventListener('abort', onAbort, { once: true });
        ends.push(
          () => clearTimeout(timer),
          () => signal?.removeEventListener('abort', onAbort),
        );
        const requests = Object.fromEntries(
          Object.entries(watched).map(([table, { columns, where }]) => [
            table,
            [{ columns, ...(where === undefined ? {} : { where: conditionsToWire(where) }) }],
          ]),
        );
        session.call('monitor_cond', [DATABASE, id, requests], { signal }).then((initial) => {
          guard(() => {
            for (const updates of [initial, ...(early ?? [])]) cache.apply(updates);
            early = null;
            look();
          })();
        }, reject);
      });
    } finally {
      for (const end of ends) end();
      session.call('monitor_cancel', [id], { timeoutMs: 5000 }).catch(() => {});
    }
  };

  const watch: OvsdbClient['watch'] = async (watched, until, { timeoutMs, signal }) => {
    const deadline = Date.now() + timeoutMs;
    for (let attempt = 0; ; attempt++) {
      signal?.throwIfAborted();
      const outcome = await watchOnce(watched, until, deadline, signal).catch((error: unknown) => {
        // A stream that broke while the watch was being set up is tried again; a caller's own error is not.
        if (signal?.aborted || Date.now() >= deadline || !isOvsdbFailure(error)) throw error;
        return 'broken' as const;
      });
      if (outcome === 'timeout') return null;
      if (outcome !== 'broken') return outcome.found;
      await pause(Math.min(100 * 2 ** attempt, 2000, Math.max(0, deadline - Date.now())));
      if (Date.now() >= deadline) return null;
    }
  };

  return {
    transact,
    watch,
    async select(table, where_, columns) {
      const [result] = await transact([select(table, where_, columns)]);
      return result?.rows ?? [];
    },
    async commit(operations, { reason, timeoutMs = DEFAULT_CONFIGURE_TIMEOUT_MS, signal }) {
      const results = await transact(
        [
          ...operations,
          mutate(DATABASE, [], [['next_cfg', '+=', 1]]),
          select(DATABASE, [], ['next_cfg']),
          comment(`netwright: ${reason}`),
        ],
        { signal },
      );
      const wanted = Number(results[operations.length + 1]?.rows[0]?.next_cfg);
      const done = await watch(
        { [DATABASE]: { columns: ['cur_cfg'] } },
        (rows) => [...rows.rows(DATABASE).values()].some((row) => Number(row.cur_cfg) >= wanted) || undefined,
        { timeoutMs, signal },
      );
      if (done === null)
        throw ovsdbError(`${where}: ovs-vswitchd did not carry out "${reason}" within ${timeoutMs} ms`);
      return results.slice(0, operations.length);
    },
    close: () => session.close(),
  };
}

/** An operation's failure is in its place; one that only showed at commit is one element more (RFC 7047 4.1.3). */
function readResults(
  answer: unknown,
  operations: readonly Operation[],
  where: string,
): readonly OperationResult[] {
  const results = (Array.isArray(answer) ? answer : []) as (Record<string, unknown> | null)[];
  const failed = results.findIndex((result) => result?.error !== undefined && result.error !== null);
  if (failed >= 0) {
    const { error, details } = results[failed] as { error: unknown; details?: unknown };
    const at = operations[failed];
    const step = at === undefined ? 'the commit' : `${at.op} ${at.table ?? ''}`.trim();
    throw ovsdbError(`${where}: ${step} failed: ${error}${details === undefined ? '' : `: ${details}`}`);
  }
  return results.map((result) => ({
    ...(typeof result?.count === 'number' ? { count: result.count } : {}),
    ...(Array.isArray(result?.uuid) ? { uuid: String(result.uuid[1]) } : {}),
    rows: Array.isArray(result?.rows) ? result.rows.map(rowFromWire) : [],
  }));
}

function manyValuedColumns(schema: unknown): ManyValued {
  const { tables } = schema as {
    tables: Record<string, { columns: Record<string, { type: unknown }> }>;
  };
  return (table, column) => {
    const type = tables[table]?.columns[column]?.type;
    if (typeof type !== 'object' || type === null) return false;
    const { max } = type as { max?: unknown };
    return max === 'unlimited' || (typeof max === 'number' && max > 1);
  };
}

function isOvsdbFailure(error: unknown): boolean {
  return error instanceof Error && (error as { code?: unknown }).code === 'VIM_OVSDB_FAILED';
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
