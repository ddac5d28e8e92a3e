/** Rows as `ovs-vsctl --format=json list` prints them: OVSDB's wire notation (RFC 7047 section 5.1). */
import { asList, asRecord } from './json.ts';

export interface InterfaceRow {
  readonly name: string;
  readonly type: string;
  readonly options: Readonly<Record<string, string>>;
  readonly status: Readonly<Record<string, string>>;
  readonly ofport: number | null;
  readonly error: string | null;
}

/** One object per row; sets become lists (a set of one stays a scalar, as OVSDB sends it), maps objects. */
export function parseTable(json: string): Readonly<Record<string, unknown>>[] {
  const table = asRecord(JSON.parse(json));
  const headings = asList(table.headings).map(String);
  return asList(table.data).map((row) =>
    Object.fromEntries(headings.map((heading, i) => [heading, plain(asList(row)[i])])),
  );
}

function plain(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  const [tag, content] = value as [unknown, unknown];
  if (tag === 'map')
    return Object.fromEntries(asList(content).map((pair) => asList(pair).map(plain) as [string, unknown]));
  if (tag === 'set') return asList(content).map(plain);
  return content;
}

export function parseInterfaceRows(json: string): InterfaceRow[] {
  return parseTable(json).map((row) => ({
    name: String(row.name),
    type: String(row.type),
    options: row.options as Record<string, string>,
    status: row.status as Record<string, string>,
    ofport: typeof row.ofport === 'number' ? row.ofport : null,
    error: typeof row.error === 'string' && row.error !== '' ? row.error : null,
  }));
}
