/**
 * What workflows may ask of the world: interfaces only. Arguments are ids and hashes, never blobs (Temporal's
 * payload limits); the implementations in services/processes look the plan up by its hash.
 */

/** Identifies the piece of a plan an activity works on. */
export interface PlanRef {
  readonly planHash: string;
  readonly nsLcmOpOccId: string;
}

/** What a workflow needs of a plan to order its steps: ids and hosts only. */
export interface PlanOutline {
  readonly planHash: string;
  readonly nsInstanceId: string;
  readonly vnfs: readonly {
    readonly vnfInstanceId: string;
    readonly vnfProfileId: string;
    readonly vnfcs: readonly { readonly vnfcId: string; readonly hostId: string }[];
  }[];
  readonly saps: readonly { readonly sapId: string; readonly hostId: string }[];
  readonly virtualLinks: readonly { readonly vlId: string; readonly hostId: string }[];
  readonly paths: readonly { readonly pathId: string; readonly hostId: string }[];
  readonly hostIds: readonly string[];
}

/** Quick database and ledger steps; run as local activities on queue `nfvo`. */
export interface NfvoActivities {
  loadOutline(ref: PlanRef): Promise<PlanOutline>;
  /** Claims every countable thing of the plan in one transaction; idempotent per plan. */
  reserveAllocations(ref: PlanRef): Promise<void>;
  releaseAllocations(ref: PlanRef): Promise<void>;
  setOperationState(ref: PlanRef, state: NsOperationState, failure?: OperationFailure): Promise<void>;
  setVnfState(ref: PlanRef, vnfInstanceId: string, state: 'INSTANTIATED' | 'NOT_INSTANTIATED'): Promise<void>;
  setNsState(ref: PlanRef, state: 'INSTANTIATED' | 'NOT_INSTANTIATED'): Promise<void>;
}

/** Host work; queue `vim.<hostId>`. Every create is idempotent, every release succeeds on what is absent. */
export interface VimActivities {
  checkHost(ref: PlanRef, hostId: string): Promise<void>;
  createVnfc(ref: PlanRef, vnfcId: string): Promise<void>;
  releaseVnfc(ref: PlanRef, vnfcId: string): Promise<void>;
  createSap(ref: PlanRef, sapId: string): Promise<void>;
  releaseSap(ref: PlanRef, sapId: string): Promise<void>;
  createVirtualLink(ref: PlanRef, vlId: string): Promise<void>;
  releaseVirtualLink(ref: PlanRef, vlId: string): Promise<void>;
  createPath(ref: PlanRef, pathId: string): Promise<void>;
  releasePath(ref: PlanRef, pathId: string): Promise<void>;
  /** Reads every claim of the plan on this host back and stores the report; fails with VIM_CLAIM_BROKEN if one does not hold. */
  proveHost(ref: PlanRef, hostId: string): Promise<void>;
}

export type NsOperationState =
  | 'PROCESSING'
  | 'COMPLETED'
  | 'FAILED_TEMP'
  | 'FAILED'
  | 'ROLLING_BACK'
  | 'ROLLED_BACK';

export interface OperationFailure {
  readonly code: string;
  readonly detail: string;
  readonly stepId?: string;
}
