/** What the ledger books. A plan's items have these shapes. */

/** Things that exist once: booked as a row unique by (host, kind, key). */
export const exactKinds = [
  'cpu',
  'vf',
  'port',
  'socket',
  'mac',
  'sap-interface',
  'spi',
  'vl-tag',
  'domain',
] as const;
export type ExactKind = (typeof exactKinds)[number];

/**
 * Things that are counted: `huge-pages` by `cell/sizeKiB`, `memory` in MiB by `cell`, `shared-cpu` in vCPUs by CPU
 * id. A CPU dedicated to one VNFC uses up its whole `shared-cpu` pool, so the two ways cannot meet on one CPU.
 */
export const countedKinds = ['huge-pages', 'memory', 'shared-cpu'] as const;
export type CountedKind = (typeof countedKinds)[number];

export interface ExactItem {
  /** `*` for what must be unique over all hosts. */
  readonly hostId: string;
  readonly kind: ExactKind;
  readonly key: string;
  readonly ownerId: string;
}

export interface CountedItem {
  readonly hostId: string;
  readonly kind: CountedKind;
  readonly key: string;
  readonly amount: number;
  readonly ownerId: string;
}

export type LedgerItem = ExactItem | CountedItem;

export function isCounted(item: LedgerItem): item is CountedItem {
  return 'amount' in item;
}

/** A pool as the inventory shows it. */
export interface PoolFacts {
  readonly kind: CountedKind;
  readonly key: string;
  readonly total: number;
  /** Of these not used by anyone when the host was added: what guests may have. */
  readonly free: number;
}
