/** VNF instances (SOL003 clause 5.5.2.2): identity, state, and what they are made of once instantiated. */
import type { Queryable } from '#kernel/database.ts';
import { NetwrightError } from '#kernel/errors.ts';
import { vnfmErrors } from '../errors.ts';

export type VnfState = 'INSTANTIATED' | 'NOT_INSTANTIATED';

/** SOL003 VnfcResourceInfo; `vimConnectionId` is the id of the host. */
export interface VnfcResourceInfo {
  readonly id: string;
  readonly vduId: string;
  readonly computeResource: { readonly vimConnectionId: string; readonly resourceId: string };
  readonly vnfcCpInfo: readonly { readonly id: string; readonly cpdId: string }[];
}

export interface VnfInstance {
  readonly id: string;
  readonly nsInstanceId: string;
  /** Node template name in the NSD; the name people use. */
  readonly vnfProfileId: string;
  readonly vnfdId: string;
  readonly vnfPkgId: string;
  readonly provider: string;
  readonly productName: string;
  readonly softwareVersion: string;
  readonly vnfdVersion: string;
  readonly state: VnfState;
  readonly instantiatedVnfInfo: {
    readonly flavourId: string;
    readonly vnfcResourceInfo: readonly VnfcResourceInfo[];
  };
  readonly createdAt: Date;
}

export type NewVnfInstance = Omit<VnfInstance, 'state' | 'createdAt'>;

const COLUMNS = `id, ns_instance_id AS "nsInstanceId", vnf_profile_id AS "vnfProfileId", vnfd_id AS "vnfdId",
  vnf_pkg_id AS "vnfPkgId", provider, product_name AS "productName", software_version AS "softwareVersion",
  vnfd_version AS "vnfdVersion", state, instantiated_vnf_info AS "instantiatedVnfInfo", created_at AS "createdAt"`;

/** Creates the identifiers of an NS's VNFs in place of those of an earlier, finished instantiation. */
export async function registerVnfInstances(
  tx: Queryable,
  nsInstanceId: string,
  vnfs: readonly NewVnfInstance[],
): Promise<void> {
  await removeVnfInstances(tx, nsInstanceId);
  for (const vnf of vnfs) {
    await tx.query(
      `INSERT INTO vnf_instance (id, ns_instance_id, vnf_profile_id, vnfd_id, vnf_pkg_id, provider, product_name,
         software_version, vnfd_version, state, instantiated_vnf_info)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'NOT_INSTANTIATED', $10)`,
      [
        vnf.id,
        nsInstanceId,
        vnf.vnfProfileId,
        vnf.vnfdId,
        vnf.vnfPkgId,
        vnf.provider,
        vnf.productName,
        vnf.softwareVersion,
        vnf.vnfdVersion,
        JSON.stringify(vnf.instantiatedVnfInfo),
      ],
    );
  }
}

/** Removing what is not there succeeds. */
export async function removeVnfInstances(tx: Queryable, nsInstanceId: string): Promise<void> {
  await tx.query('DELETE FROM vnf_instance WHERE ns_instance_id = $1', [nsInstanceId]);
}

/** In order of their names; all, or those of one NS. */
export async function listVnfInstances(db: Queryable, nsInstanceId?: string): Promise<VnfInstance[]> {
  return db.query<VnfInstance>(
    `SELECT ${COLUMNS} FROM vnf_instance WHERE $1::text IS NULL OR ns_instance_id = $1
     ORDER BY created_at, vnf_profile_id`,
    [nsInstanceId ?? null],
  );
}

/** Throws VNFM_VNF_NOT_FOUND. */
export async function loadVnfInstance(db: Queryable, id: string): Promise<VnfInstance> {
  const [row] = await db.query<VnfInstance>(`SELECT ${COLUMNS} FROM vnf_instance WHERE id = $1`, [id]);
  if (row === undefined)
    throw new NetwrightError(vnfmErrors.VNFM_VNF_NOT_FOUND, `No VNF instance has id ${id}.`);
  return row;
}

/** Idempotent; a VNF instance that is gone stays gone. */
export async function setVnfState(db: Queryable, id: string, state: VnfState): Promise<void> {
  await db.query('UPDATE vnf_instance SET state = $2 WHERE id = $1', [id, state]);
}
