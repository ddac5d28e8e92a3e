/** A plain-text table: columns as wide as their content up to a limit, longer cells wrapped, nothing cut off. */
export interface Column {
  readonly title: string;
  readonly maxWidth: number;
}

/** Lines without trailing blanks; rows are separated by a line break only, wrapped cells are continued below. */
export function textTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => columns.map((column, i) => wrap(row[i] ?? '', column.maxWidth)));
  const widths = columns.map((column, i) =>
    Math.max(column.title.length, ...cells.flatMap((row) => (row[i] ?? []).map((line) => line.length))),
  );
  const line = (parts: readonly string[]) =>
    parts
      .map((part, i) => part.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd();
  const body = cells.flatMap((row) => {
    const height = Math.max(...row.map((cell) => cell.length));
    return Array.from({ length: height }, (_, i) => line(row.map((cell) => cell[i] ?? '')));
  });
  return [
    line(columns.map((column) => column.title)),
    line(widths.map((width) => '-'.repeat(width))),
    ...body,
  ].join('\n');
}

/** Breaks after a blank or comma, else before a slash, else anywhere. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > width) {
    const words = [...rest.slice(0, width).matchAll(/[ ,]/g)].map((match) => match.index + 1);
    const folders = [...rest.slice(0, width + 1).matchAll(/\//g)].map((match) => match.index);
    const cut =
      [words.at(-1), folders.at(-1)].find((place) => place !== undefined && place >= width / 3) ?? width;
    lines.push(rest.slice(0, cut).trimEnd());
    rest = rest.slice(cut).trimStart();
  }
  return [...lines, rest];
}

/** Short form of a JSON value for a table cell: `pageSizeKiB=2048, pins=1,2`. */
export function compact(value: unknown): string {
  if (value === null || value === undefined) return 'none';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(braced).join(',');
  if (typeof value !== 'object') return String(value);
  return Object.entries(value)
    .map(([key, inner]) => `${key}=${braced(inner)}`)
    .join(', ');
}

function braced(value: unknown): string {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? `{${compact(value)}}` : compact(value);
}
