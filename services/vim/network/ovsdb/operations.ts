/** The operations of an OVSDB transaction (RFC 7047 section 5.2) as functions, in the database's own words. */
import { type Row, rowToWire, toWire, type Value } from './values.ts';

export type Comparison = '==' | '!=' | 'includes' | 'excludes' | '<' | '<=' | '>' | '>=';
export type Condition = readonly [column: string, comparison: Comparison, value: Value];
export type Mutation = readonly [column: string, mutator: '+=' | '-=' | 'insert' | 'delete', value: Value];

/** One operation as it goes over the wire; made by the functions below. */
export interface Operation {
  readonly op: string;
  readonly [field: string]: unknown;
}

export function conditionsToWire(where: readonly Condition[]): unknown[] {
  return where.map(([column, comparison, value]) => [column, comparison, toWire(value)]);
}

/** Whatever is not given keeps the schema's default. `uuidName` lets other operations refer to the row. */
export function insert(table: string, row: Row, uuidName?: string): Operation {
  const named = uuidName === undefined ? {} : { 'uuid-name': uuidName };
  return { op: 'insert', table, row: rowToWire(row), ...named };
}

export function select(table: string, where: readonly Condition[], columns?: readonly string[]): Operation {
  return {
    op: 'select',
    table,
    where: conditionsToWire(where),
    ...(columns === undefined ? {} : { columns }),
  };
}

export function update(table: string, where: readonly Condition[], row: Row): Operation {
  return { op: 'update', table, where: conditionsToWire(where), row: rowToWire(row) };
}

export function mutate(
  table: string,
  where: readonly Condition[],
  mutations: readonly Mutation[],
): Operation {
  return {
    op: 'mutate',
    table,
    where: conditionsToWire(where),
    mutations: mutations.map(([c, m, v]) => [c, m, toWire(v)]),
  };
}

export function remove(table: string, where: readonly Condition[]): Operation {
  return { op: 'delete', table, where: conditionsToWire(where) };
}

/** Fails the whole transaction unless the rows selected are exactly `rows` at that moment: compare and swap. */
export function expectRows(
  table: string,
  where: readonly Condition[],
  columns: readonly string[],
  rows: readonly Row[],
): Operation {
  return {
    op: 'wait',
    table,
    where: conditionsToWire(where),
    columns,
    until: '==',
    rows: rows.map(rowToWire),
    timeout: 0,
  };
}

export function comment(text: string): Operation {
  return { op: 'comment', comment: text };
}
