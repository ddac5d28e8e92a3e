/** Finds what a user means: a full id, an exact name, or the beginning of an id that fits one thing only. */
import { exitCodes } from './exit-codes.ts';
import { CliFailure } from './failure.ts';

/** `namesOf` gives the names an item goes by besides its id. Throws exit 4 (none) or 2 (several). */
export function resolveReference<T extends { id: string }>(
  kind: string,
  items: readonly T[],
  reference: string,
  namesOf: (item: T) => readonly (string | undefined)[],
): T {
  const byId = items.find((item) => item.id === reference);
  if (byId !== undefined) return byId;
  const byName = items.filter((item) => namesOf(item).includes(reference));
  const found = byName.length > 0 ? byName : items.filter((item) => item.id.startsWith(reference));
  const [first, second] = reference === '' ? [] : found;
  if (first === undefined) throw new CliFailure(exitCodes.notFound, `there is no ${kind} “${reference}”`);
  if (second === undefined) return first;
  const ids = found.map(
    (item) => `${item.id} (${namesOf(item).find((name) => name !== undefined) ?? 'no name'})`,
  );
  throw new CliFailure(exitCodes.usage, `“${reference}” fits more than one ${kind}:\n  ${ids.join('\n  ')}`);
}
