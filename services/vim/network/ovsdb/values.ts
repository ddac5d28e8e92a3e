/**
 * OVSDB's value notation (RFC 7047 section 5.1) and its plain form: `["uuid", u]` is a Uuid, `["set", […]]` a list,
 * `["map", …]` a Map-like object. A set of one arrives as the bare value, so readers of set columns use `asList`.
 */
export class Uuid {
  readonly uuid: string;
  constructor(uuid: string) {
    this.uuid = uuid;
  }
}

/** Stands for a row inserted in the same transaction under that `uuid-name`. */
export class NamedUuid {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

export type Atom = string | number | boolean | Uuid | NamedUuid;
export type Value = Atom | readonly Atom[] | { readonly [key: string]: Atom };
export type Row = { readonly [column: string]: Value };

export function toWire(value: Value): unknown {
  if (value instanceof Uuid) return ['uuid', value.uuid];
  if (value instanceof NamedUuid) return ['named-uuid', value.name];
  if (Array.isArray(value)) return ['set', value.map(toWire)];
  if (typeof value === 'object') return ['map', Object.entries(value).map(([k, v]) => [k, toWire(v)])];
  return value;
}

export function rowToWire(row: Row): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).map(([column, value]) => [column, toWire(value)]));
}

export function fromWire(wire: unknown): Value {
  if (!Array.isArray(wire)) return wire as Atom;
  const [tag, content] = wire as [string, unknown];
  if (tag === 'uuid') return new Uuid(String(content));
  if (tag === 'named-uuid') return new NamedUuid(String(content));
  const items = content as unknown[];
  if (tag === 'set') return items.map((item) => fromWire(item) as Atom);
  return Object.fromEntries(
    (items as [unknown, unknown][]).map(([key, value]) => [keyOf(key), fromWire(value) as Atom]),
  );
}

export function rowFromWire(wire: unknown): Row {
  return Object.fromEntries(
    Object.entries(wire as Record<string, unknown>).map(([column, value]) => [column, fromWire(value)]),
  );
}

/** Keys of maps are atoms; all that Open_vSwitch has are strings and integers. */
function keyOf(wire: unknown): string {
  const key = fromWire(wire);
  return key instanceof Uuid ? key.uuid : String(key);
}

/** A set column as a list, whether it holds none, one or many. */
export function asList(value: Value | undefined): readonly Atom[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value as readonly Atom[];
  return [value as Atom];
}

/** A map of strings; empty where the column is absent. */
export function asMap(value: Value | undefined): Readonly<Record<string, string>> {
  if (value === undefined || typeof value !== 'object' || Array.isArray(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, String(v)]));
}

/** The only element of an optional column, or null. */
export function asOptional(value: Value | undefined): Atom | null {
  return asList(value)[0] ?? null;
}

export function uuidOf(value: Value | undefined): string {
  if (value instanceof Uuid) return value.uuid;
  throw new TypeError(`not a uuid: ${JSON.stringify(value)}`);
}
