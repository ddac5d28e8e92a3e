/** A promise broken on a compute host on purpose, and the way back. */
export interface BrokenClaim {
  /** What was done, for the test's log. */
  readonly what: string;
  /** Puts it back and waits until it is back; may be called once. */
  restore(): Promise<void>;
}
