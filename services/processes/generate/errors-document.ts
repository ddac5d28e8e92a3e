/** docs/errors.md out of the error tables: what each code means, its HTTP status, and what to do about it. */
import type { ErrorDefinition } from '#kernel/errors.ts';
import { httpErrors } from '#kernel/http-errors.ts';
import { nfvoErrors } from '#nfvo/errors.ts';
import { vimErrors } from '#vim/errors.ts';
import { vnfmErrors } from '#vnfm/errors.ts';
import { processErrors } from '../errors.ts';

type ErrorTable = Readonly<Record<string, ErrorDefinition>>;

export const errorTables: Readonly<Record<string, ErrorTable>> = {
  'HTTP conventions': httpErrors,
  NFVO: nfvoErrors,
  VNFM: vnfmErrors,
  'VIM and dataplane': vimErrors,
  Processes: processErrors,
};

/** The definition of a code from any table, for failures that travelled as text. */
export function findErrorDefinition(code: string): ErrorDefinition | undefined {
  for (const table of Object.values(errorTables)) if (Object.hasOwn(table, code)) return table[code];
  return undefined;
}

export function generateErrorsDocument(): string {
  const lines = [
    '# Errors',
    '',
    'Generated from the error tables by `npm run generate:openapi`; not edited by hand.',
    '',
    'Every error is a ProblemDetails (`application/problem+json`) with `code`, `detail`, `remedy`, and `source` where a',
    'place in a descriptor is known. *Retry* says whether the same call may succeed later with nothing changed by you.',
    'Diagnostics of descriptors (`NFV-Dnnn`) are explained by `netwright explain CODE`.',
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
  return `${lines.join('\n')}\n`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
