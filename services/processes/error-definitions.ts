/** Finds the row of an error by its code: what comes back from Temporal is a code and a sentence only. */
import type { ErrorDefinition } from '#kernel/errors.ts';
import { errorTables } from './error-tables.ts';

const definitions = new Map<string, ErrorDefinition>(
  Object.values(errorTables).flatMap((table) => Object.entries(table)),
);

/** Undefined for codes that are not ours: a workflow's time-out, a defect. */
export function errorDefinition(code: string): ErrorDefinition | undefined {
  return definitions.get(code);
}
