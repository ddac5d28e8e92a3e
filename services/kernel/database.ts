/**
 * One SQL door for two engines: PGlite (PostgreSQL in WebAssembly, on a folder) when embedded, PostgreSQL by URL
 * in production. Same SQL, same migrations. PGlite has one connection, so transactions are serialised there.
 */
import { mkdir } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';

export type SqlValue = string | number | boolean | bigint | null | Date | Uint8Array | object;

/** Something statements can be run on: the database, or one transaction of it. */
export interface Queryable {
  query<Row>(sql: string, parameters?: readonly SqlValue[]): Promise<Row[]>;
}

export interface Database extends Queryable {
  /** Commits when `work` resolves, rolls back when it throws. */
  transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** One schema step; `id` is unique and sorted as text, e.g. `nfvo-0001-packages`. Never edited once released. */
export interface Migration {
  readonly id: string;
  readonly sql: string;
}

/** `postgres://…` opens PostgreSQL; anything else is a folder for PGlite (`memory://` for a throw-away one). */
export async function openDatabase(location: string): Promise<Database> {
  return /^postgres(ql)?:\/\//.test(location) ? openPostgres(location) : openPglite(location);
}

async function openPglite(location: string): Promise<Database> {
  if (!location.startsWith('memory://')) await mkdir(location, { recursive: true, mode: 0o700 });
  const db = await PGlite.create(location);
  const run = async <Row>(q: Pick<PGlite, 'query'>, sql: string, parameters: readonly SqlValue[] = []) =>
    (await q.query<Row>(sql, [...parameters])).rows;
  return {
    query: (sql, parameters) => run(db, sql, parameters),
    transaction: async (work) =>
      db.transaction((tx) => work({ query: (sql, parameters) => run(tx as never, sql, parameters) })),
    close: () => db.close(),
  };
}

async function openPostgres(url: string): Promise<Database> {
  const pool = new pg.Pool({ connectionString: url, max: 10 });
  // Connections that break while nobody uses them must not end the process; whoever uses one next gets the error.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  const run = async <Row>(q: pg.Pool | pg.PoolClient, sql: string, parameters: readonly SqlValue[] = []) =>
    (await q.query(sql, [...parameters])).rows as Row[];
  return {
    query: (sql, parameters) => run(pool, sql, parameters),
    transaction: async (work) => {
      const client = await pool.connect();
      let broken: Error | undefined;
      try {
        await client.query('BEGIN');
        const result = await work({ query: (sql, parameters) => run(client, sql, parameters) });
        await client.query('COMMIT');
        return result;
      } catch (error) {
        await client.query('ROLLBACK').catch((rollbackError: Error) => {
          broken = rollbackError;
        });
        throw error;
      } finally {
        client.release(broken);
      }
    },
    close: () => pool.end(),
  };
}

/** Applies what is not applied yet, in order of id, each in its own transaction. */
export async function migrate(db: Database, migrations: readonly Migration[]): Promise<void> {
  await db.query(
    'CREATE TABLE IF NOT EXISTS schema_migration (id text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())',
  );
  const applied = new Set(
    (await db.query<{ id: string }>('SELECT id FROM schema_migration')).map((r) => r.id),
  );
  for (const step of [...migrations].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    if (applied.has(step.id)) continue;
    await db.transaction(async (tx) => {
      for (const statement of splitStatements(step.sql)) await tx.query(statement);
      await tx.query('INSERT INTO schema_migration (id) VALUES ($1)', [step.id]);
    });
  }
}

/** Migrations are plain DDL with `;` at line ends only, so that both engines take them one statement at a time. */
function splitStatements(sql: string): string[] {
  return sql
    .split(/;\s*(?:\n|$)/)
    .map((s) => s.trim())
    .filter((s) => s !== '');
}
