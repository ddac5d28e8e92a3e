/** Collects findings and makes sorted diagnostics of them. */
import type { Diagnostic } from '../schema/diagnostic.ts';
import type { Finding, LintMode, Report } from './rule.ts';
import { tooManyFindings } from './rules/too-many-findings.ts';

export interface FindingList {
  readonly report: Report;
  /** At most `MAX_FINDINGS`, and one more that says so where there were more. */
  readonly findings: readonly Finding[];
}

export const MAX_FINDINGS = 2000;

export function collectFindings(): FindingList {
  const findings: Finding[] = [];
  const seen = new Set<string>();
  return {
    findings,
    report(rule, place, message) {
      const at = 'line' in place ? `${place.line}:${place.column}` : '';
      const key = `${rule.code}\n${place.file}\n${at}\n${message}`;
      if (seen.has(key)) return;
      if (findings.length > MAX_FINDINGS) return;
      seen.add(key);
      if (findings.length === MAX_FINDINGS) {
        findings.push({
          rule: tooManyFindings,
          place: { file: '' },
          message: `only the first ${MAX_FINDINGS} are shown`,
        });
        return;
      }
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
