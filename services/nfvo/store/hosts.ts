/** Compute hosts. The private key stands in a file of its own (mode 0600); the row holds only its path. */
import type { Queryable } from '#kernel/database.ts';
import { NetwrightError } from '#kernel/errors.ts';
import { nfvoErrors } from '../errors.ts';
import { isUniqueViolation } from './sql-errors.ts';

export interface ComputeHost {
  readonly id: string;
  readonly name: string;
  /** `ssh://user@address:port`. */
  readonly url: string;
  readonly user: string;
  readonly keyPath: string;
  /** `SHA256:…`, as ssh-keygen prints it. */
  readonly hostKeySha256: string;
  /** The VIM's HostInventory as it was read when the host was added or last refreshed. */
  readonly inventory: unknown;
  /** Physical network name → names of the PFs that lead to it. */
  readonly physicalNetworks: Readonly<Record<string, readonly string[]>>;
  readonly addedAt: Date;
}

const COLUMNS = `id, name, url, login_user AS "user", key_path AS "keyPath", host_key_sha256 AS "hostKeySha256",
  inventory, physical_networks AS "physicalNetworks", added_at AS "addedAt"`;

/** Throws NFVO_HOST_EXISTS where name or address is taken. */
export async function createHost(db: Queryable, host: Omit<ComputeHost, 'addedAt'>): Promise<ComputeHost> {
  try {
    await db.query(
      `INSERT INTO compute_host (id, name, url, login_user, key_path, host_key_sha256, inventory, physical_networks)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        host.id,
        host.name,
        host.url,
        host.user,
        host.keyPath,
        host.hostKeySha256,
        JSON.stringify(host.inventory),
        JSON.stringify(host.physicalNetworks),
      ],
    );
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw hostExists(host.name, host.url);
  }
  return loadHost(db, host.id);
}

/** Refuses early, before a login is tried; `createHost` decides again. */
export async function assertHostIsNew(db: Queryable, name: string, url: string): Promise<void> {
  const rows = await db.query('SELECT id FROM compute_host WHERE name = $1 OR url = $2', [name, url]);
  if (rows.length > 0) throw hostExists(name, url);
}

function hostExists(name: string, url: string): NetwrightError {
  return new NetwrightError(
    nfvoErrors.NFVO_HOST_EXISTS,
    `A host named ${name} or at ${url} is known already.`,
  );
}

export async function listHosts(db: Queryable): Promise<ComputeHost[]> {
  return db.query<ComputeHost>(`SELECT ${COLUMNS} FROM compute_host ORDER BY added_at, id`);
}

/** Throws NFVO_HOST_NOT_FOUND. */
export async function loadHost(db: Queryable, id: string): Promise<ComputeHost> {
  const [row] = await db.query<ComputeHost>(`SELECT ${COLUMNS} FROM compute_host WHERE id = $1`, [id]);
  if (row === undefined) throw new NetwrightError(nfvoErrors.NFVO_HOST_NOT_FOUND, `No host has id ${id}.`);
  return row;
}

export async function setHostInventory(db: Queryable, id: string, inventory: unknown): Promise<void> {
  await db.query('UPDATE compute_host SET inventory = $2 WHERE id = $1', [id, JSON.stringify(inventory)]);
}

/** Removing what is not there succeeds. */
export async function deleteHost(db: Queryable, id: string): Promise<void> {
  await db.query('DELETE FROM compute_host WHERE id = $1', [id]);
}
