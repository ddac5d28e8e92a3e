/**
 * A port on a bridge as one owner's artefact: added in one transaction, checked after ovs-vswitchd carried it out,
 * found again by the marks in the Interface's external_ids.
 */
import { NetwrightError } from '#kernel/errors.ts';
import { vimErrors } from '../errors.ts';
import type { HostConnection } from '../host/connection.ts';
import type { Owner } from '../model.ts';
import { type OvsdbClient, ovsdb } from './ovsdb/client.ts';
import { expectRows, insert, mutate } from './ovsdb/operations.ts';
import { asList, asMap, asOptional, NamedUuid, type Row, Uuid, uuidOf } from './ovsdb/values.ts';

export const ALLOCATION_KEY = 'netwright-allocation';
export const GENERATION_KEY = 'netwright-generation';

export interface SwitchPort {
  readonly name: string;
  /** Name of the bridge it is on; null for a leftover row on no bridge. */
  readonly bridge: string | null;
  readonly type: string;
  readonly options: Readonly<Record<string, string>>;
  readonly externalIds: Readonly<Record<string, string>>;
  readonly status: Readonly<Record<string, string>>;
  /** Null until ovs-vswitchd has taken the port in; -1 where it could not. */
  readonly ofport: number | null;
  readonly error: string | null;
  /** Null where the port bears no mark of ours. */
  readonly owner: Owner | null;
}

export interface NewPort {
  readonly bridge: string;
  readonly name: string;
  readonly owner: Owner;
  /** Further columns of the Interface row: `type`, `options`, `mtu_request`. */
  readonly columns: Row;
  readonly externalIds: Readonly<Record<string, string>>;
}

const INTERFACE_COLUMNS = ['_uuid', 'name', 'type', 'options', 'external_ids', 'status', 'ofport', 'error'];

/** The port of that name on whatever bridge, or null. */
export async function readSwitchPort(host: HostConnection, name: string): Promise<SwitchPort | null> {
  const client = await ovsdb(host);
  const [row] = await client.select('Interface', [['name', '==', name]], INTERFACE_COLUMNS);
  return row === undefined ? null : { ...toPort(row), bridge: await bridgeOf(client, name) };
}

/** OpenFlow numbers of ports by name. VIM_PORT_FAILED for one that is absent or that the switch could not take in. */
export async function readOfports(
  host: HostConnection,
  names: readonly string[],
): Promise<Map<string, number>> {
  const client = await ovsdb(host);
  const rows = await client.select('Interface', [], ['name', 'ofport', 'error']);
  const known = new Map(rows.map((row) => [String(row.name), asOptional(row.ofport)]));
  return new Map(
    names.map((name) => {
      const ofport = known.get(name);
      if (typeof ofport === 'number' && ofport > 0) return [name, ofport];
      throw new NetwrightError(
        vimErrors.VIM_PORT_FAILED,
        `${host.hostId}: the switch has no working port ${name} (ofport ${ofport ?? 'none'})`,
        { facts: { portName: name } },
      );
    }),
  );
}

/**
 * Adds the port, or finds it there already for the same owner. An older generation of the same owner is replaced; a
 * newer one is VIM_STALE_GENERATION, another owner's VIM_PORT_FOREIGN. A port the switch cannot open is taken away
 * again and told as VIM_PORT_FAILED.
 */
export async function createSwitchPort(
  host: HostConnection,
  port: NewPort,
  signal?: AbortSignal,
): Promise<{ ofport: number }> {
  const client = await ovsdb(host);
  let present = await readSwitchPort(host, port.name);
  if (present !== null) {
    assertOwn(host, present, port.owner);
    if (!isSame(present, port)) {
      await releaseSwitchPort(host, port.name, port.owner, signal);
      present = null;
    }
  }
  if (present === null) await insertPort(host, client, port, signal);
  // An attempt that was cut off may have left the row before the switch had opened it: wait for that, too.
  else await client.commit([], { reason: `wait for port ${port.name}`, signal });
  return { ofport: await assertOpen(host, port) };
}

/**
 * Removes the port where it is `owner`'s. Absent is fine, and so is a port of that name that is somebody else's: ours
 * is absent then. VIM_STALE_GENERATION as above.
 */
export async function releaseSwitchPort(
  host: HostConnection,
  name: string,
  owner: Owner,
  signal?: AbortSignal,
): Promise<void> {
  const present = await readSwitchPort(host, name);
  if (present === null || present.owner?.allocationId !== owner.allocationId) return;
  assertOwn(host, present, owner);
  const client = await ovsdb(host);
  const ports = await client.select('Port', [['name', '==', name]], ['_uuid']);
  // Rows on no bridge are collected by the database itself: only root tables keep rows alive.
  await client.commit(
    ports.map((row) =>
      mutate(
        'Bridge',
        [['ports', 'includes', new Uuid(uuidOf(row._uuid))]],
        [['ports', 'delete', new Uuid(uuidOf(row._uuid))]],
      ),
    ),
    { reason: `release port ${name}`, signal },
  );
}

async function insertPort(
  host: HostConnection,
  client: OvsdbClient,
  port: NewPort,
  signal: AbortSignal | undefined,
): Promise<void> {
  const bridges = await client.select('Bridge', [['name', '==', port.bridge]], ['_uuid']);
  if (bridges.length === 0) {
    throw new NetwrightError(vimErrors.VIM_BRIDGE_MISSING, `${host.hostId} has no bridge ${port.bridge}`);
  }
  const marks = {
    [ALLOCATION_KEY]: port.owner.allocationId,
    [GENERATION_KEY]: String(port.owner.generation),
  };
  await client.commit(
    [
      expectRows('Interface', [['name', '==', port.name]], ['name'], []),
      insert(
        'Interface',
        { ...port.columns, name: port.name, external_ids: { ...port.externalIds, ...marks } },
        'interface',
      ),
      insert('Port', { name: port.name, interfaces: new NamedUuid('interface') }, 'port'),
      mutate('Bridge', [['name', '==', port.bridge]], [['ports', 'insert', new NamedUuid('port')]]),
    ],
    { reason: `create port ${port.name} for ${port.owner.allocationId}/${port.owner.generation}`, signal },
  );
}

async function assertOpen(host: HostConnection, port: NewPort): Promise<number> {
  const made = await readSwitchPort(host, port.name);
  if (made !== null && made.error === null && made.ofport !== null && made.ofport > 0) return made.ofport;
  await releaseSwitchPort(host, port.name, port.owner);
  const why = made === null ? 'it is gone again' : (made.error ?? `ofport is ${made.ofport ?? 'not set'}`);
  throw new NetwrightError(
    vimErrors.VIM_PORT_FAILED,
    `${host.hostId}: port ${port.name} on ${port.bridge} did not come up: ${why}`,
    { facts: { portName: port.name } },
  );
}

function assertOwn(host: HostConnection, present: SwitchPort, owner: Owner): void {
  if (present.owner?.allocationId !== owner.allocationId) {
    const whose =
      present.owner === null ? 'no mark of Netwright' : `allocation ${present.owner.allocationId}`;
    throw new NetwrightError(
      vimErrors.VIM_PORT_FOREIGN,
      `${host.hostId}: port ${present.name} (on ${present.bridge ?? 'no bridge'}) bears ${whose}`,
      { facts: { portName: present.name } },
    );
  }
  if (present.owner.generation > owner.generation) {
    throw new NetwrightError(
      vimErrors.VIM_STALE_GENERATION,
      `${host.hostId}: port ${present.name} is of generation ${present.owner.generation}, asked for was ${owner.generation}`,
    );
  }
}

function isSame(present: SwitchPort, wanted: NewPort): boolean {
  const options = asMap(wanted.columns.options);
  return (
    present.bridge === wanted.bridge &&
    present.owner?.generation === wanted.owner.generation &&
    present.type === String(wanted.columns.type ?? '') &&
    Object.entries(options).every(([key, value]) => present.options[key] === value)
  );
}

async function bridgeOf(client: OvsdbClient, portName: string): Promise<string | null> {
  const [ports, bridges] = await Promise.all([
    client.select('Port', [['name', '==', portName]], ['_uuid']),
    client.select('Bridge', [], ['name', 'ports']),
  ]);
  const [port] = ports;
  if (port === undefined) return null;
  const uuid = uuidOf(port._uuid);
  const holder = bridges.find((row) => asList(row.ports).some((p) => p instanceof Uuid && p.uuid === uuid));
  return holder === undefined ? null : String(holder.name);
}

function toPort(row: Row): Omit<SwitchPort, 'bridge'> {
  const externalIds = asMap(row.external_ids);
  const ofport = asOptional(row.ofport);
  const error = asOptional(row.error);
  const allocationId = externalIds[ALLOCATION_KEY];
  return {
    name: String(row.name),
    type: String(row.type),
    options: asMap(row.options),
    externalIds,
    status: asMap(row.status),
    ofport: typeof ofport === 'number' ? ofport : null,
    error: typeof error === 'string' && error !== '' ? error : null,
    owner:
      allocationId === undefined
        ? null
        : { allocationId, generation: Number(externalIds[GENERATION_KEY] ?? 0) },
  };
}
