/** The error tables of all services together, for those who meet a code and not the error. */
import type { ErrorDefinition } from '#kernel/errors.ts';
import { httpErrors } from '#kernel/http-errors.ts';
import { nfvoErrors } from '#nfvo/errors.ts';
import { vimErrors } from '#vim/errors.ts';
import { ledgerErrors } from '#vim/ledger/errors.ts';
import { vnfmErrors } from '#vnfm/errors.ts';
import { processErrors } from './errors.ts';

export const errorTables: Readonly<Record<string, Readonly<Record<string, ErrorDefinition>>>> = {
  'HTTP conventions': httpErrors,
  NFVO: nfvoErrors,
  VNFM: vnfmErrors,
  'VIM and dataplane': vimErrors,
  Ledger: ledgerErrors,
  Processes: processErrors,
};

/** The definition of a code from any table, for failures that travelled as text. */
export function findErrorDefinition(code: string): ErrorDefinition | undefined {
  for (const table of Object.values(errorTables)) if (Object.hasOwn(table, code)) return table[code];
  return undefined;
}
