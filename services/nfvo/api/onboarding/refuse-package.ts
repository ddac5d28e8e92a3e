/** Turns diagnostics into the one error an onboarding ends in: the first error's place, all diagnostics as facts. */
import type { Diagnostic } from '#descriptors/index.ts';
import { NetwrightError } from '#kernel/errors.ts';
import { nfvoErrors } from '../../errors.ts';

/** Throws NFVO_PACKAGE_INVALID where one of them is an error; warnings pass. */
export function refuseOnErrors(diagnostics: readonly Diagnostic[]): void {
  const errors = diagnostics.filter((d) => d.severity === 'error');
  const [first] = errors;
  if (first === undefined) return;
  const more = errors.length === 1 ? '' : ` (and ${errors.length - 1} more)`;
  const source =
    first.line === undefined ? undefined : { file: first.file, line: first.line, column: first.column ?? 1 };
  throw new NetwrightError(nfvoErrors.NFVO_PACKAGE_INVALID, `${first.code}: ${first.message}${more}`, {
    source,
    facts: { diagnostics },
  });
}
