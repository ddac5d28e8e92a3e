/** What a rule is, and how its findings become diagnostics. */
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

export interface FindingList {
  readonly report: Report;
  readonly findings: readonly Finding[];
  /** True once more than the limit was reported; the rest is dropped. */
  readonly truncated: boolean;
}

const MAX_FINDINGS = 2000;

export function collectFindings(): FindingList {
  const findings: Finding[] = [];
  const seen = new Set<string>();
  let truncated = false;
  return {
    findings,
    get truncated() {
      return truncated;
    },
    report(rule, place, message) {
      const at = 'line' in place ? `${place.line}:${place.column}` : '';
      const key = `${rule.code}\n${place.file}\n${at}\n${message}`;
      if (seen.has(key)) return;
      if (findings.length >= MAX_FINDINGS) {
        truncated = true;
        return;
      }
      seen.add(key);
      findings.push({ rule, place, message });
    },
  };
}

const bySeverity = { error: 0, warning: 1, info: 2 } as const;
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** By file, line, column, severity, code, message: the same findings give the same bytes on every run. */
export function compareDiagnostics(a: Diagnostic, b: Diagnostic): number {
  return (
    compareText(a.file, b.file) ||
    (a.line ?? 0) - (b.line ?? 0) ||
    (a.column ?? 0) - (b.column ?? 0) ||
    bySeverity[a.severity] - bySeverity[b.severity] ||
    compareText(a.code, b.code) ||
    compareText(a.message, b.message)
  );
}

/** Findings as sorted diagnostics; `packageName` goes before the file: `bump.csar:Definitions/vnfd.yaml`. */
export function toDiagnostics(
  findings: readonly Finding[],
  mode: LintMode,
  packageName: string,
): Diagnostic[] {
  return findings
    .map(({ rule, place, message }): Diagnostic => {
      const file = place.file === '' ? packageName : `${packageName}:${place.file}`;
      const severity = mode === 'lenient' ? (rule.lenient ?? rule.severity) : rule.severity;
      const at = 'line' in place ? { line: place.line, column: place.column } : {};
      return { code: rule.code, severity, file, ...at, message, remedy: rule.remedy };
    })
    .sort(compareDiagnostics);
}
