/** NSDs (SOL005 clause 5.5.2.2): the row beside the archive in the state folder, and the VNF packages it names. */
import type { Nsd } from '#descriptors/index.ts';
import type { Queryable } from '#kernel/database.ts';
import { NetwrightError } from '#kernel/errors.ts';
import type { ProblemDetails } from '#kernel/problem-details.ts';
import { nfvoErrors } from '../errors.ts';
import { isForeignKeyViolation, isUniqueViolation } from './sql-errors.ts';
import type { OnboardingState, OperationalState, PackageModification } from './vnf-packages.ts';

export interface NsDescriptor {
  readonly id: string;
  readonly onboardingState: OnboardingState;
  readonly operationalState: OperationalState;
  readonly userDefinedData: Readonly<Record<string, unknown>>;
  readonly packageName: string | null;
  readonly nsd: Nsd | null;
  readonly vnfPkgIds: readonly string[];
  readonly contentSha256: string | null;
  readonly contentPath: string | null;
  readonly failure: ProblemDetails | null;
  readonly version: number;
  readonly createdAt: Date;
  /** True while an NS instance of it exists. */
  readonly inUse: boolean;
}

const COLUMNS = `p.id, p.onboarding_state AS "onboardingState", p.operational_state AS "operationalState",
  p.user_defined_data AS "userDefinedData", p.package_name AS "packageName", p.nsd,
  (SELECT coalesce(jsonb_agg(d.vnf_package_id ORDER BY d.vnf_package_id), '[]')
   FROM ns_descriptor_package d WHERE d.ns_descriptor_id = p.id) AS "vnfPkgIds",
  p.content_sha256 AS "contentSha256", p.content_path AS "contentPath", p.failure, p.version,
  p.created_at AS "createdAt",
  EXISTS (SELECT 1 FROM ns_instance n WHERE n.nsd_info_id = p.id) AS "inUse"`;

export async function createNsDescriptor(
  db: Queryable,
  id: string,
  userDefinedData: Readonly<Record<string, unknown>>,
): Promise<NsDescriptor> {
  await db.query(
    `INSERT INTO ns_descriptor (id, onboarding_state, operational_state, user_defined_data)
     VALUES ($1, 'CREATED', 'DISABLED', $2)`,
    [id, JSON.stringify(userDefinedData)],
  );
  return loadNsDescriptor(db, id);
}

export async function listNsDescriptors(db: Queryable): Promise<NsDescriptor[]> {
  return db.query<NsDescriptor>(`SELECT ${COLUMNS} FROM ns_descriptor p ORDER BY p.created_at, p.id`);
}

/** By the id of the resource (nsdInfoId); throws NFVO_NSD_NOT_FOUND. */
export async function loadNsDescriptor(db: Queryable, id: string): Promise<NsDescriptor> {
  const [row] = await db.query<NsDescriptor>(`SELECT ${COLUMNS} FROM ns_descriptor p WHERE p.id = $1`, [id]);
  if (row === undefined)
    throw new NetwrightError(nfvoErrors.NFVO_NSD_NOT_FOUND, `No NSD resource has id ${id}.`);
  return row;
}

/** By the NSD's own id (nsdId), onboarded ones only; throws NFVO_NSD_NOT_FOUND. */
export async function loadNsDescriptorByNsdId(db: Queryable, nsdId: string): Promise<NsDescriptor> {
  const [row] = await db.query<NsDescriptor>(
    `SELECT ${COLUMNS} FROM ns_descriptor p WHERE p.nsd_id = $1 AND p.onboarding_state = 'ONBOARDED'`,
    [nsdId],
  );
  if (row === undefined)
    throw new NetwrightError(nfvoErrors.NFVO_NSD_NOT_FOUND, `No onboarded NSD has nsdId ${nsdId}.`);
  return row;
}

/** The NSDs that name this VNF package. */
export async function listNsDescriptorsOfPackage(db: Queryable, vnfPkgId: string): Promise<NsDescriptor[]> {
  return db.query<NsDescriptor>(
    `SELECT ${COLUMNS} FROM ns_descriptor p JOIN ns_descriptor_package r ON r.ns_descriptor_id = p.id
     WHERE r.vnf_package_id = $1 ORDER BY p.created_at`,
    [vnfPkgId],
  );
}

/** CREATED or ERROR → UPLOADING; throws NFVO_PACKAGE_STATE. */
export async function setNsDescriptorUploading(db: Queryable, id: string): Promise<void> {
  const rows = await db.query(
    `UPDATE ns_descriptor SET onboarding_state = 'UPLOADING', failure = NULL, version = version + 1
     WHERE id = $1 AND onboarding_state IN ('CREATED', 'ERROR') RETURNING id`,
    [id],
  );
  if (rows.length > 0) return;
  const { onboardingState } = await loadNsDescriptor(db, id);
  throw new NetwrightError(
    nfvoErrors.NFVO_PACKAGE_STATE,
    `The NSD is ${onboardingState}; content is taken in CREATED or ERROR.`,
    { facts: { onboardingState } },
  );
}

export interface OnboardedNsDescriptor {
  readonly nsd: Nsd;
  readonly packageName: string;
  readonly vnfPkgIds: readonly string[];
  readonly contentSha256: string;
  readonly contentPath: string;
}

/** To ONBOARDED, with its references, so call it in a transaction. Throws NFVO_DESCRIPTOR_DUPLICATE, NFVO_CONFLICT. */
export async function setNsDescriptorOnboarded(
  tx: Queryable,
  id: string,
  content: OnboardedNsDescriptor,
): Promise<void> {
  try {
    await tx.query(
      `UPDATE ns_descriptor SET onboarding_state = 'ONBOARDED', operational_state = 'ENABLED', nsd_id = $2,
         package_name = $3, nsd = $4, content_sha256 = $5, content_path = $6, failure = NULL, version = version + 1
       WHERE id = $1 AND onboarding_state = 'UPLOADING'`,
      [
        id,
        content.nsd.nsdId,
        content.packageName,
        JSON.stringify(content.nsd),
        content.contentSha256,
        content.contentPath,
      ],
    );
    for (const vnfPkgId of content.vnfPkgIds) {
      await tx.query('INSERT INTO ns_descriptor_package (ns_descriptor_id, vnf_package_id) VALUES ($1, $2)', [
        id,
        vnfPkgId,
      ]);
    }
  } catch (error) {
    if (isForeignKeyViolation(error)) {
      throw new NetwrightError(nfvoErrors.NFVO_CONFLICT, 'A VNF package of the NSD was deleted meanwhile.');
    }
    if (!isUniqueViolation(error)) throw error;
    throw new NetwrightError(
      nfvoErrors.NFVO_DESCRIPTOR_DUPLICATE,
      `An NSD with nsdId ${content.nsd.nsdId} is onboarded already.`,
      { source: content.nsd.source, facts: { nsdId: content.nsd.nsdId } },
    );
  }
}

export async function setNsDescriptorFailed(
  db: Queryable,
  id: string,
  failure: ProblemDetails,
): Promise<boolean> {
  const rows = await db.query(
    `UPDATE ns_descriptor SET onboarding_state = 'ERROR', failure = $2, version = version + 1
     WHERE id = $1 AND onboarding_state = 'UPLOADING' RETURNING id`,
    [id, JSON.stringify(failure)],
  );
  return rows.length > 0;
}

/** Compare-and-set on `version`; throws NFVO_CONFLICT where someone else was faster. */
export async function modifyNsDescriptor(
  db: Queryable,
  current: NsDescriptor,
  change: PackageModification,
): Promise<void> {
  const rows = await db.query(
    `UPDATE ns_descriptor SET operational_state = $3, user_defined_data = $4, version = version + 1
     WHERE id = $1 AND version = $2 RETURNING id`,
    [
      current.id,
      current.version,
      change.operationalState ?? current.operationalState,
      JSON.stringify(change.userDefinedData ?? current.userDefinedData),
    ],
  );
  if (rows.length === 0) throw new NetwrightError(nfvoErrors.NFVO_CONFLICT, 'The NSD was changed meanwhile.');
}

export async function deleteNsDescriptor(db: Queryable, current: NsDescriptor): Promise<void> {
  const rows = await db.query('DELETE FROM ns_descriptor WHERE id = $1 AND version = $2 RETURNING id', [
    current.id,
    current.version,
  ]);
  if (rows.length === 0) throw new NetwrightError(nfvoErrors.NFVO_CONFLICT, 'The NSD was changed meanwhile.');
}
