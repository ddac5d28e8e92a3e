/** Service path ids and virtual link tags that are free on a host. */
import type { Queryable } from '#kernel/database.ts';
import { NetwrightError } from '#kernel/errors.ts';
import { ledgerErrors } from './errors.ts';

/** Ranges of the numbers the data plane can carry. */
const numberRanges = {
  /** NSH SPI of 24 bits; 0 and all ones stay unused. */
  spi: { first: 1, last: 0xfffffe },
  'vl-tag': { first: 1, last: 0xffffff },
} as const;

/** The lowest free numbers on a host. They are not booked: `reserve` decides. Throws VIM_NUMBERS_EXHAUSTED. */
export async function freeNumbers(
  db: Queryable,
  hostId: string,
  kind: keyof typeof numberRanges,
  count: number,
): Promise<number[]> {
  const { first, last } = numberRanges[kind];
  const rows = await db.query<{ key: string }>(
    'SELECT key FROM ledger_item WHERE host_id = $1 AND kind = $2',
    [hostId, kind],
  );
  const used = new Set(rows.map((row) => Number(row.key)));
  const free: number[] = [];
  for (let number = first; free.length < count && number <= last; number++)
    if (!used.has(number)) free.push(number);
  if (free.length === count) return free;
  throw new NetwrightError(
    ledgerErrors.VIM_NUMBERS_EXHAUSTED,
    `Host ${hostId}: ${count} numbers of kind ${kind} wanted, ${free.length} free.`,
  );
}
