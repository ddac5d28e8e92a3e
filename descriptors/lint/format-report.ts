/** Diagnostics as text for people, and as JSON, GitHub annotations, JUnit and SARIF for machines. */
import type { Diagnostic } from '../schema/diagnostic.ts';
import { RULES } from './registry.ts';

export const REPORT_FORMATS = ['text', 'json', 'github', 'junit', 'sarif'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** `file:line:column`, as far as known. */
export function placeOf(d: Diagnostic): string {
  return [d.file, d.line, d.column].filter((part) => part !== undefined).join(':');
}

/** The same diagnostics give the same bytes. Ends with a newline. */
export function formatReport(diagnostics: readonly Diagnostic[], format: ReportFormat): string {
  switch (format) {
    case 'text':
      return text(diagnostics);
    case 'json':
      return `${JSON.stringify({ items: diagnostics }, null, 2)}\n`;
    case 'github':
      return diagnostics.map(githubLine).join('');
    case 'junit':
      return junit(diagnostics);
    case 'sarif':
      return `${JSON.stringify(sarif(diagnostics), null, 2)}\n`;
    default:
      return format satisfies never;
  }
}

function text(diagnostics: readonly Diagnostic[]): string {
  const lines = diagnostics.map(
    (d) => `${placeOf(d)}: ${d.severity} ${d.code}: ${d.message}\n    ${d.remedy}\n`,
  );
  const count = (severity: Diagnostic['severity']): number =>
    diagnostics.filter((d) => d.severity === severity).length;
  const plural = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`;
  return `${lines.join('')}${plural(count('error'), 'error')}, ${plural(count('warning'), 'warning')}\n`;
}

const GITHUB_LEVEL = { error: 'error', warning: 'warning', info: 'notice' } as const;

/** Workflow command; `%`, newlines and, in properties, `:` and `,` are escaped as GitHub's runner wants. */
function githubLine(d: Diagnostic): string {
  const data = (s: string): string =>
    s.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  const property = (s: string): string => data(s).replaceAll(':', '%3A').replaceAll(',', '%2C');
  const place = [`file=${property(d.file)}`];
  if (d.line !== undefined) place.push(`line=${d.line}`);
  if (d.column !== undefined) place.push(`col=${d.column}`);
  return `::${GITHUB_LEVEL[d.severity]} ${place.join(',')},title=${d.code}::${data(`${d.message} ${d.remedy}`)}\n`;
}

const XML: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Escaped, and without the control characters that XML 1.0 cannot hold. */
function xml(value: string): string {
  const printable = [...value].filter((c) => c >= ' ' || c === '\t' || c === '\n').join('');
  return printable.replace(/[&<>"']/g, (c) => XML[c] ?? c);
}

function junit(diagnostics: readonly Diagnostic[]): string {
  const failing = diagnostics.filter((d) => d.severity === 'error');
  const cases = diagnostics.map((d) => {
    const head = `  <testcase classname="${xml(d.code)}" name="${xml(`${placeOf(d)} ${d.message}`)}"`;
    if (d.severity !== 'error') return `${head}><system-out>${xml(d.remedy)}</system-out></testcase>\n`;
    return `${head}><failure type="${d.code}" message="${xml(d.message)}">${xml(d.remedy)}</failure></testcase>\n`;
  });
  const passed = diagnostics.length === 0 ? '  <testcase classname="netwright" name="validate"/>\n' : '';
  const total = Math.max(diagnostics.length, 1);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuite name="netwright validate" tests="${total}" failures="${failing.length}">\n${cases.join('')}${passed}</testsuite>\n`;
}

const SARIF_LEVEL = { error: 'error', warning: 'warning', info: 'note' } as const;

/** SARIF 2.1.0 with the rules that occur. */
function sarif(diagnostics: readonly Diagnostic[]): unknown {
  const used = new Set(diagnostics.map((d) => d.code));
  const rules = RULES.filter((r) => used.has(r.code)).map((r) => ({
    id: r.code,
    shortDescription: { text: r.title },
    help: { text: r.remedy },
  }));
  const results = diagnostics.map((d) => ({
    ruleId: d.code,
    level: SARIF_LEVEL[d.severity],
    message: { text: d.message },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: encodeURI(d.file) },
          ...(d.line !== undefined && { region: { startLine: d.line, startColumn: d.column ?? 1 } }),
        },
      },
    ],
  }));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver: { name: 'netwright', rules } }, results }],
  };
}
