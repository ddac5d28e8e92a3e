/** Data on stdout in the format asked for; `json` and `yaml` are the API's objects, never the table's. */
import { stringify } from 'yaml';
import { usageFailure } from './failure.ts';
import type { Terminal } from './terminal.ts';

export const outputFormats = ['table', 'wide', 'json', 'yaml', 'name'] as const;
export type OutputFormat = (typeof outputFormats)[number];

export interface Column<T> {
  readonly title: string;
  readonly value: (item: T) => string;
  /** Shown by `-o wide` only. */
  readonly wide?: boolean;
}

export function parseOutputFormat(text: string): OutputFormat {
  const format = outputFormats.find((f) => f === text);
  if (format === undefined) throw usageFailure(`-o takes one of ${outputFormats.join(', ')}, not ${text}`);
  return format;
}

/** A list; JSON and YAML as `{items: […]}`. */
export function printList<T extends { id: string }>(
  terminal: Terminal,
  format: OutputFormat,
  items: readonly T[],
  columns: readonly Column<T>[],
): void {
  if (format === 'name') terminal.out(items.map((item) => `${item.id}\n`).join(''));
  else if (format === 'table' || format === 'wide')
    terminal.out(formatTable(items, columns, format === 'wide'));
  else printData(terminal, format, { items });
}

/** One object: its own text as `table`, `id` as `name`. */
export function printOne(
  terminal: Terminal,
  format: OutputFormat,
  item: object,
  id: string,
  text: (wide: boolean) => string,
): void {
  if (format === 'name') terminal.out(`${id}\n`);
  else if (format === 'table' || format === 'wide') terminal.out(text(format === 'wide'));
  else printData(terminal, format, item);
}

function printData(terminal: Terminal, format: 'json' | 'yaml', data: object): void {
  terminal.out(format === 'json' ? `${JSON.stringify(data, null, 2)}\n` : stringify(data, { lineWidth: 0 }));
}

export function formatTable<T>(items: readonly T[], columns: readonly Column<T>[], wide: boolean): string {
  const shown = columns.filter((column) => wide || column.wide !== true);
  const rows = [
    shown.map((c) => c.title.toUpperCase()),
    ...items.map((item) => shown.map((c) => c.value(item))),
  ];
  return formatRows(rows);
}

/** Left-aligned columns, two spaces between, no trailing spaces. */
export function formatRows(rows: readonly (readonly string[])[], indent = ''): string {
  const widths: number[] = [];
  for (const row of rows)
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length);
  const line = (row: readonly string[]) => row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ');
  return rows.map((row) => `${indent}${line(row).trimEnd()}\n`).join('');
}

/** `name: value` lines of one object; undefined values are left out. */
export function formatFields(fields: Readonly<Record<string, string | undefined>>): string {
  const rows = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [[`${name}:`, value]],
  );
  return formatRows(rows);
}
