/** The states of an NS LCM operation occurrence (SOL005 clause 6.6.2) and which may follow which. */
export type NsOperationState =
  | 'PROCESSING'
  | 'COMPLETED'
  | 'FAILED_TEMP'
  | 'FAILED'
  | 'ROLLING_BACK'
  | 'ROLLED_BACK';

/**
 * PROCESSING → ROLLING_BACK is FAILED_TEMP left at once by policy (`onFailure: rollback`). The others are the
 * standard's: retry, rollback and fail leave FAILED_TEMP.
 */
const NEXT: Readonly<Record<NsOperationState, readonly NsOperationState[]>> = {
  PROCESSING: ['COMPLETED', 'FAILED_TEMP', 'ROLLING_BACK', 'FAILED'],
  FAILED_TEMP: ['PROCESSING', 'ROLLING_BACK', 'FAILED'],
  ROLLING_BACK: ['ROLLED_BACK', 'FAILED_TEMP'],
  COMPLETED: [],
  FAILED: [],
  ROLLED_BACK: [],
};

export function mayFollow(from: NsOperationState, to: NsOperationState): boolean {
  return NEXT[from].includes(to);
}

/** True where nothing can happen to the occurrence any more. */
export function isFinal(state: NsOperationState): boolean {
  return NEXT[state].length === 0;
}
