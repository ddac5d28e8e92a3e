/** What a rule is, and what a finding of one is. */
import type { Diagnostic } from '../schema/diagnostic.ts';
import type { SourceRef } from '../schema/source.ts';

export type Severity = Diagnostic['severity'];
/** `strict` is what onboarding uses; `lenient` lets through what other orchestrators ignore. */
export type LintMode = 'strict' | 'lenient';

export interface Rule {
  /** Stable, never reused. */
  readonly code: `NFV-D${string}`;
  readonly severity: Severity;
  /** Severity in lenient mode, where it differs. */
  readonly lenient?: Severity;
  /** What is wrong, in general, one short sentence. */
  readonly title: string;
  /** What to do about it, one sentence. */
  readonly remedy: string;
}

/** Where a finding stands: a position, or only a file of the package. */
export type Place = SourceRef | { readonly file: string };

export interface Finding {
  readonly rule: Rule;
  readonly message: string;
  readonly place: Place;
}

/** Collects findings; identical ones (same rule, place and message) count once. */
export type Report = (rule: Rule, place: Place, message: string) => void;
