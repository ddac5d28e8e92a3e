/** A proof report as people, programs and CI read it. */
import { junitXml } from './junit.ts';
import type { ClaimResult, ProofReport } from './model.ts';
import { compact, textTable } from './text-table.ts';

export type ReportFormat = 'text' | 'json' | 'junit';

/** `text` ends without a line break; `json` is the report itself, indented; `junit` has one testcase per claim. */
export function formatProof(report: ProofReport, format: ReportFormat): string {
  switch (format) {
    case 'text':
      return proofText(report);
    case 'json':
      return JSON.stringify(report, null, 2);
    case 'junit':
      return proofJunit(report);
    default:
      return format satisfies never;
  }
}

/** `packageName:file:line:column`, where the promise stands. */
export function placeOf(result: Pick<ClaimResult, 'packageName' | 'descriptor'>): string {
  const { file, line, column } = result.descriptor;
  return `${result.packageName}:${file}:${line}:${column}`;
}

const columns = [
  { title: 'VERDICT', maxWidth: 10 },
  { title: 'SUBJECT', maxWidth: 28 },
  { title: 'PROMISE', maxWidth: 36 },
  { title: 'EXPECTED', maxWidth: 32 },
  { title: 'OBSERVED', maxWidth: 40 },
  { title: 'READ FROM', maxWidth: 36 },
  { title: 'DESCRIPTOR', maxWidth: 44 },
] as const;

function proofText(report: ProofReport): string {
  const failing = report.results.filter((result) => result.verdict !== 'holds');
  const total = report.results.length;
  const rows = report.results.map((result) => [
    result.verdict,
    result.subject,
    result.statement,
    compact(result.expected),
    compact(result.observed),
    result.readFrom,
    placeOf(result),
  ]);
  const summary =
    failing.length === 0
      ? `PROVEN: all ${total} claims hold`
      : `NOT PROVEN: ${failing.length} of ${total} claims do not hold`;
  return [
    `Proof of network service ${report.nsInstanceId}, plan ${report.planHash.slice(0, 12)}, ${report.provedAt}`,
    '',
    textTable(columns, rows),
    '',
    ...failing.flatMap((result) => [...failureLines(result), '']),
    `${summary} (read in ${(report.durationMs / 1000).toFixed(1)} s)`,
  ].join('\n');
}

function failureLines(result: ClaimResult): string[] {
  return [
    `${result.verdict.toUpperCase()}: ${result.subject}: ${result.statement}`,
    `  claim       ${result.claimId} (${result.kind})`,
    `  descriptor  ${placeOf(result)}`,
    `  expected    ${JSON.stringify(result.expected)}`,
    `  observed    ${JSON.stringify(result.observed)}`,
    `  read from   ${result.readFrom || '(nothing)'}`,
    `  reason      ${result.reason}`,
  ];
}

function proofJunit(report: ProofReport): string {
  return junitXml({
    name: `netwright proof ${report.nsInstanceId}`,
    timestamp: report.provedAt,
    durationMs: report.durationMs,
    cases: report.results.map((result) => ({
      className: `${result.packageName}.${result.kind}`,
      name: `${result.subject}: ${result.statement}`,
      file: result.descriptor.file,
      line: result.descriptor.line,
      ...(result.verdict === 'holds'
        ? {
            output: `expected ${compact(result.expected)}; observed ${compact(result.observed)}; ${result.readFrom}`,
          }
        : {
            problem: {
              kind: result.verdict === 'broken' ? ('failure' as const) : ('error' as const),
              message: result.reason,
              detail: failureLines(result).join('\n'),
            },
          }),
    })),
  });
}
