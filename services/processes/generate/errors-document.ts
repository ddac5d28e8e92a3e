/** docs/errors.md out of the error tables: what each code means, its HTTP status, and what to do about it. */
import { renderRulesMarkdown } from '#descriptors/index.ts';
import { errorTables } from '../error-tables.ts';

export function generateErrorsDocument(): string {
  const lines = [
    '# Errors',
    '',
    'Generated from the error tables by `npm run generate:openapi`; not edited by hand.',
    '',
    'Every error is a ProblemDetails (`application/problem+json`) with `code`, `detail`, `remedy`, and `source` where a',
    'place in a descriptor is known. *Retry* says whether the same call may succeed later with nothing changed by you.',
    '`netwright explain CODE` prints one entry.',
  ];
  for (const [title, table] of Object.entries(errorTables)) {
    lines.push(
      '',
      `## ${title}`,
      '',
      '| code | status | retry | meaning | what to do |',
      '|---|---|---|---|---|',
    );
    for (const row of Object.values(table).sort((a, b) => (a.code < b.code ? -1 : 1))) {
      const retry = row.retryable ? 'yes' : 'no';
      lines.push(`| \`${row.code}\` | ${row.httpStatus} | ${retry} | ${row.title} | ${cell(row.remedy)} |`);
    }
  }
  lines.push('', '## Descriptor diagnostics', '', renderRulesMarkdown().trimEnd());
  return `${lines.join('\n')}\n`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
