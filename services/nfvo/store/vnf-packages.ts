/** VNF packages (SOL005 clause 9.5.2.5): the row beside the CSAR and its extracted images in the state folder. */
import type { Vnfd } from '#descriptors/index.ts';
import type { Queryable } from '#kernel/database.ts';
import { NetwrightError } from '#kernel/errors.ts';
import type { ProblemDetails } from '#kernel/problem-details.ts';
import { nfvoErrors } from '../errors.ts';
import { isUniqueViolation } from './sql-errors.ts';

export type OnboardingState = 'CREATED' | 'UPLOADING' | 'PROCESSING' | 'ONBOARDED' | 'ERROR';
export type OperationalState = 'ENABLED' | 'DISABLED';

/** An image taken out of the package, ready to be sent to a host. */
export interface PackageImage {
  readonly vduId: string;
  readonly artifactPath: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  /** Absolute path on this machine. */
  readonly file: string;
}

export interface VnfPackage {
  readonly id: string;
  readonly onboardingState: OnboardingState;
  readonly operationalState: OperationalState;
  readonly userDefinedData: Readonly<Record<string, unknown>>;
  readonly packageName: string | null;
  readonly vnfd: Vnfd | null;
  readonly images: readonly PackageImage[];
  readonly contentSha256: string | null;
  readonly contentPath: string | null;
  readonly failure: ProblemDetails | null;
  readonly version: number;
  readonly createdAt: Date;
  /** True while an NS instance exists whose NSD names the package. */
  readonly inUse: boolean;
}

const COLUMNS = `p.id, p.onboarding_state AS "onboardingState", p.operational_state AS "operationalState",
  p.user_defined_data AS "userDefinedData", p.package_name AS "packageName", p.vnfd, p.images,
  p.content_sha256 AS "contentSha256", p.content_path AS "contentPath", p.failure, p.version,
  p.created_at AS "createdAt",
  EXISTS (SELECT 1 FROM ns_descriptor_package d JOIN ns_instance n ON n.nsd_info_id = d.ns_descriptor_id
          WHERE d.vnf_package_id = p.id) AS "inUse"`;

export async function createVnfPackage(
  db: Queryable,
  id: string,
  userDefinedData: Readonly<Record<string, unknown>>,
): Promise<VnfPackage> {
  await db.query(
    `INSERT INTO vnf_package (id, onboarding_state, operational_state, user_defined_data, images)
     VALUES ($1, 'CREATED', 'DISABLED', $2, '[]')`,
    [id, JSON.stringify(userDefinedData)],
  );
  return loadVnfPackage(db, id);
}

export async function listVnfPackages(db: Queryable): Promise<VnfPackage[]> {
  return db.query<VnfPackage>(`SELECT ${COLUMNS} FROM vnf_package p ORDER BY p.created_at, p.id`);
}

/** Throws NFVO_PACKAGE_NOT_FOUND. */
export async function loadVnfPackage(db: Queryable, id: string): Promise<VnfPackage> {
  const [row] = await db.query<VnfPackage>(`SELECT ${COLUMNS} FROM vnf_package p WHERE p.id = $1`, [id]);
  if (row === undefined)
    throw new NetwrightError(nfvoErrors.NFVO_PACKAGE_NOT_FOUND, `No VNF package has id ${id}.`);
  return row;
}

/** The onboarded, enabled packages with these vnfdIds; what is not there is simply missing from the answer. */
export async function findOnboardedVnfPackages(
  db: Queryable,
  vnfdIds: readonly string[],
): Promise<VnfPackage[]> {
  const rows = await db.query<VnfPackage>(
    `SELECT ${COLUMNS} FROM vnf_package p WHERE p.onboarding_state = 'ONBOARDED' ORDER BY p.created_at`,
  );
  return rows.filter((row) => row.vnfd !== null && vnfdIds.includes(row.vnfd.vnfdId));
}

/** Moves the onboarding state on, only from one of `from`; throws NFVO_PACKAGE_STATE where it is in another. */
export async function moveVnfPackage(
  db: Queryable,
  id: string,
  from: readonly OnboardingState[],
  to: 'UPLOADING' | 'PROCESSING',
): Promise<void> {
  const rows = await db.query(
    `UPDATE vnf_package SET onboarding_state = $3, failure = NULL, version = version + 1
     WHERE id = $1 AND onboarding_state IN (SELECT jsonb_array_elements_text($2::jsonb)) RETURNING id`,
    [id, JSON.stringify(from), to],
  );
  if (rows.length > 0) return;
  const { onboardingState } = await loadVnfPackage(db, id);
  throw new NetwrightError(
    nfvoErrors.NFVO_PACKAGE_STATE,
    `The VNF package is ${onboardingState}; this needs ${from.join(' or ')}.`,
    { facts: { onboardingState } },
  );
}

export interface OnboardedVnfPackage {
  readonly vnfd: Vnfd;
  readonly packageName: string;
  readonly images: readonly PackageImage[];
  readonly contentSha256: string;
  readonly contentPath: string;
}

/** PROCESSING → ONBOARDED with all that was read from it. Throws NFVO_DESCRIPTOR_DUPLICATE. */
export async function setVnfPackageOnboarded(
  db: Queryable,
  id: string,
  content: OnboardedVnfPackage,
): Promise<void> {
  try {
    await db.query(
      `UPDATE vnf_package SET onboarding_state = 'ONBOARDED', operational_state = 'ENABLED', vnfd_id = $2,
         package_name = $3, vnfd = $4, images = $5, content_sha256 = $6, content_path = $7, failure = NULL,
         version = version + 1 WHERE id = $1 AND onboarding_state = 'PROCESSING'`,
      [
        id,
        content.vnfd.vnfdId,
        content.packageName,
        JSON.stringify(content.vnfd),
        JSON.stringify(content.images),
        content.contentSha256,
        content.contentPath,
      ],
    );
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new NetwrightError(
      nfvoErrors.NFVO_DESCRIPTOR_DUPLICATE,
      `A VNF package with vnfdId ${content.vnfd.vnfdId} is onboarded already.`,
      { source: content.vnfd.source, facts: { vnfdId: content.vnfd.vnfdId } },
    );
  }
}

/** Onboarding did not work: ERROR with the reason. A late failure never touches a package that is ONBOARDED. */
/** True where it was still on its way; an ONBOARDED package stays as it is. */
export async function setVnfPackageFailed(
  db: Queryable,
  id: string,
  failure: ProblemDetails,
): Promise<boolean> {
  const rows = await db.query(
    `UPDATE vnf_package SET onboarding_state = 'ERROR', failure = $2, version = version + 1
     WHERE id = $1 AND onboarding_state IN ('UPLOADING', 'PROCESSING') RETURNING id`,
    [id, JSON.stringify(failure)],
  );
  return rows.length > 0;
}

export interface PackageModification {
  readonly operationalState?: OperationalState | undefined;
  readonly userDefinedData?: Readonly<Record<string, unknown>> | undefined;
}

/** Compare-and-set on `version`; throws NFVO_CONFLICT where someone else was faster. */
export async function modifyVnfPackage(
  db: Queryable,
  current: VnfPackage,
  change: PackageModification,
): Promise<void> {
  const rows = await db.query(
    `UPDATE vnf_package SET operational_state = $3, user_defined_data = $4, version = version + 1
     WHERE id = $1 AND version = $2 RETURNING id`,
    [
      current.id,
      current.version,
      change.operationalState ?? current.operationalState,
      JSON.stringify(change.userDefinedData ?? current.userDefinedData),
    ],
  );
  if (rows.length === 0)
    throw new NetwrightError(nfvoErrors.NFVO_CONFLICT, 'The VNF package was changed meanwhile.');
}

/** Removes the row; the caller removes the folder. The caller has checked that it is disabled and unreferenced. */
export async function deleteVnfPackage(db: Queryable, current: VnfPackage): Promise<void> {
  const rows = await db.query('DELETE FROM vnf_package WHERE id = $1 AND version = $2 RETURNING id', [
    current.id,
    current.version,
  ]);
  if (rows.length === 0)
    throw new NetwrightError(nfvoErrors.NFVO_CONFLICT, 'The VNF package was changed meanwhile.');
}
