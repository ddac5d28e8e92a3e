/** NS instances (SOL005 clause 6.5.2.8). What they consist of stands in their plan. */
import type { Queryable } from '#kernel/database.ts';
import { NetwrightError } from '#kernel/errors.ts';
import { nfvoErrors } from '../errors.ts';
import { isForeignKeyViolation } from './sql-errors.ts';

export type NsState = 'NOT_INSTANTIATED' | 'INSTANTIATED';

export interface NsInstance {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly nsdId: string;
  readonly nsdInfoId: string;
  readonly state: NsState;
  readonly flavourId: string | null;
  /** Plan of the last instantiation begun; null before the first and after a complete termination or rollback. */
  readonly planHash: string | null;
  readonly createdAt: Date;
}

export type NewNsInstance = Pick<NsInstance, 'id' | 'name' | 'description' | 'nsdId' | 'nsdInfoId'>;

const COLUMNS = `id, name, description, nsd_id AS "nsdId", nsd_info_id AS "nsdInfoId", state,
  flavour_id AS "flavourId", plan_hash AS "planHash", created_at AS "createdAt"`;

export async function createNsInstance(db: Queryable, ns: NewNsInstance): Promise<NsInstance> {
  try {
    await db.query(
      `INSERT INTO ns_instance (id, name, description, nsd_id, nsd_info_id, state)
       VALUES ($1, $2, $3, $4, $5, 'NOT_INSTANTIATED')`,
      [ns.id, ns.name, ns.description, ns.nsdId, ns.nsdInfoId],
    );
  } catch (error) {
    if (!isForeignKeyViolation(error)) throw error;
    throw new NetwrightError(nfvoErrors.NFVO_CONFLICT, 'The NSD was deleted meanwhile.');
  }
  return loadNsInstance(db, ns.id);
}

export async function listNsInstances(db: Queryable): Promise<NsInstance[]> {
  return db.query<NsInstance>(`SELECT ${COLUMNS} FROM ns_instance ORDER BY created_at, id`);
}

/** Throws NFVO_NS_NOT_FOUND. */
export async function loadNsInstance(db: Queryable, id: string): Promise<NsInstance> {
  const [row] = await db.query<NsInstance>(`SELECT ${COLUMNS} FROM ns_instance WHERE id = $1`, [id]);
  if (row === undefined)
    throw new NetwrightError(nfvoErrors.NFVO_NS_NOT_FOUND, `No NS instance has id ${id}.`);
  return row;
}

/** Reads it for change: others wait until the transaction ends. Throws NFVO_NS_NOT_FOUND. */
export async function lockNsInstance(tx: Queryable, id: string): Promise<NsInstance> {
  await tx.query('SELECT id FROM ns_instance WHERE id = $1 FOR UPDATE', [id]);
  return loadNsInstance(tx, id);
}

/** Ties the NS to the plan an instantiation is about to carry out. */
export async function setNsPlan(
  tx: Queryable,
  id: string,
  planHash: string,
  flavourId: string,
): Promise<void> {
  await tx.query('UPDATE ns_instance SET plan_hash = $2, flavour_id = $3 WHERE id = $1', [
    id,
    planHash,
    flavourId,
  ]);
}

/** The outcome of an operation. NOT_INSTANTIATED unties the plan: nothing of it is on any host any more. Idempotent. */
export async function setNsState(db: Queryable, id: string, state: NsState): Promise<void> {
  await db.query(
    state === 'INSTANTIATED'
      ? 'UPDATE ns_instance SET state = $2 WHERE id = $1'
      : 'UPDATE ns_instance SET state = $2, plan_hash = NULL, flavour_id = NULL WHERE id = $1',
    [id, state],
  );
}

/** Plans and proofs go with it; occurrences stay as the audit trail. The caller has checked the state. */
export async function deleteNsInstance(tx: Queryable, id: string): Promise<void> {
  await tx.query('DELETE FROM ns_instance WHERE id = $1', [id]);
}
