/**
 * Rows as a monitor keeps them: the initial content and then the differences of `update2` notifications, which for
 * sets and maps carry only what changed and need the schema to be read (ovsdb-server(7) section 4.1.14).
 */
import { type Atom, asList, fromWire, type Row, rowFromWire, Uuid, type Value } from './values.ts';

/** `true` for a column that may hold more than one value, by table and column; from the database's schema. */
export type ManyValued = (table: string, column: string) => boolean;

export interface RowCache {
  /** Rows of a table by uuid. */
  rows(table: string): ReadonlyMap<string, Row>;
  /** `updates` as in `monitor_cond`'s answer and in `update2`. */
  apply(updates: unknown): void;
  clear(): void;
}

export function createRowCache(manyValued: ManyValued): RowCache {
  const tables = new Map<string, Map<string, Row>>();
  const table = (name: string) => {
    const known = tables.get(name) ?? new Map<string, Row>();
    tables.set(name, known);
    return known;
  };

  const applyOne = (name: string, uuid: string, change: Record<string, unknown>) => {
    const rows = table(name);
    if (change.initial !== undefined) rows.set(uuid, rowFromWire(change.initial));
    else if (change.insert !== undefined) rows.set(uuid, rowFromWire(change.insert));
    else if (change.modify !== undefined) {
      const before = rows.get(uuid) ?? {};
      const changed = Object.entries(change.modify as Record<string, unknown>).map(([column, wire]) => {
        const difference = fromWire(wire);
        return [column, manyValued(name, column) ? merged(before[column], difference) : difference];
      });
      rows.set(uuid, { ...before, ...Object.fromEntries(changed) });
    } else if ('delete' in change) rows.delete(uuid);
  };

  return {
    rows: table,
    apply(updates) {
      for (const [name, rows] of Object.entries(updates as Record<string, Record<string, unknown>>))
        for (const [uuid, change] of Object.entries(rows))
          applyOne(name, uuid, change as Record<string, unknown>);
    },
    clear: () => tables.clear(),
  };
}

/** Sets: what is in both goes, what is only in the difference comes. Maps: the same by key, unless the value differs. */
function merged(before: Value | undefined, difference: Value): Value {
  if (isMap(difference)) {
    const result: Record<string, Atom> = { ...(isMap(before) ? before : {}) };
    for (const [key, value] of Object.entries(difference)) {
      if (result[key] !== undefined && identity(result[key]) === identity(value)) delete result[key];
      else result[key] = value;
    }
    return result;
  }
  const kept = new Map(asList(before).map((atom) => [identity(atom), atom]));
  for (const atom of asList(difference)) {
    if (!kept.delete(identity(atom))) kept.set(identity(atom), atom);
  }
  return [...kept.values()];
}

function isMap(value: Value | undefined): value is { readonly [key: string]: Atom } {
  return typeof value === 'object' && !Array.isArray(value) && !(value instanceof Uuid);
}

function identity(atom: Atom): string {
  return JSON.stringify(atom);
}
