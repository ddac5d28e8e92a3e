/**
 * The bridge all ports of a host meet on: userspace datapath (the only one vhost-user works with) and fail mode
 * `secure`, so that without flows nothing passes.
 */
import { NetwrightError } from '#kernel/errors.ts';
import { vimErrors } from '../errors.ts';
import type { HostConnection } from '../host/connection.ts';
import type { Owner } from '../model.ts';
import { ovsdb } from './ovsdb/client.ts';
import { expectRows, insert, mutate, remove } from './ovsdb/operations.ts';
import { asList, asMap, NamedUuid, type Row, Uuid, uuidOf } from './ovsdb/values.ts';
import { ALLOCATION_KEY, GENERATION_KEY } from './switch-port.ts';

const MARK_KEY = 'netwright';

export interface BridgeSpec {
  readonly name: string;
  readonly owner?: Owner;
}

/** Idempotent. A bridge of that name with another datapath or fail mode is VIM_BRIDGE_IN_USE: it is not changed. */
export async function createBridge(host: HostConnection, spec: BridgeSpec): Promise<void> {
  const client = await ovsdb(host);
  const present = await readBridge(host, spec.name);
  if (present !== null) {
    if (present.datapath_type === 'netdev' && asList(present.fail_mode)[0] === 'secure') return;
    throw new NetwrightError(
      vimErrors.VIM_BRIDGE_IN_USE,
      `${host.hostId}: bridge ${spec.name} has datapath "${present.datapath_type}" and fail mode "${asList(present.fail_mode)[0] ?? ''}"; netdev and secure are needed`,
    );
  }
  const marks: Record<string, string> = { [MARK_KEY]: 'bridge' };
  if (spec.owner !== undefined) {
    marks[ALLOCATION_KEY] = spec.owner.allocationId;
    marks[GENERATION_KEY] = String(spec.owner.generation);
  }
  await client.commit(
    [
      expectRows('Bridge', [['name', '==', spec.name]], ['name'], []),
      insert('Interface', { name: spec.name, type: 'internal' }, 'interface'),
      insert('Port', { name: spec.name, interfaces: new NamedUuid('interface') }, 'port'),
      insert(
        'Bridge',
        {
          name: spec.name,
          datapath_type: 'netdev',
          fail_mode: 'secure',
          external_ids: marks,
          ports: new NamedUuid('port'),
        },
        'bridge',
      ),
      mutate('Open_vSwitch', [], [['bridges', 'insert', new NamedUuid('bridge')]]),
    ],
    { reason: `create bridge ${spec.name}` },
  );
}

/** Idempotent. VIM_BRIDGE_IN_USE where it is not ours or still has ports besides its own. */
export async function releaseBridge(host: HostConnection, spec: Pick<BridgeSpec, 'name'>): Promise<void> {
  const client = await ovsdb(host);
  const present = await readBridge(host, spec.name);
  if (present === null) return;
  const ports = await client.select('Port', [], ['_uuid', 'name']);
  const names = new Map(ports.map((row) => [uuidOf(row._uuid), String(row.name)]));
  const others = asList(present.ports)
    .map((port) => (port instanceof Uuid ? (names.get(port.uuid) ?? port.uuid) : String(port)))
    .filter((name) => name !== spec.name);
  const ours = asMap(present.external_ids)[MARK_KEY] === 'bridge';
  if (!ours || others.length > 0) {
    throw new NetwrightError(
      vimErrors.VIM_BRIDGE_IN_USE,
      `${host.hostId}: bridge ${spec.name} ${ours ? `still has the ports ${others.join(', ')}` : 'bears no mark of Netwright'}`,
      { facts: { ports: others } },
    );
  }
  const uuid = new Uuid(uuidOf(present._uuid));
  await client.commit(
    [
      // A port that came in between fails the transaction instead of vanishing with the bridge.
      expectRows('Bridge', [['_uuid', '==', uuid]], ['ports'], [{ ports: asList(present.ports) }]),
      mutate('Open_vSwitch', [], [['bridges', 'delete', uuid]]),
      remove('Bridge', [['_uuid', '==', uuid]]),
    ],
    { reason: `release bridge ${spec.name}` },
  );
}

async function readBridge(host: HostConnection, name: string): Promise<Row | null> {
  const client = await ovsdb(host);
  const columns = ['_uuid', 'name', 'datapath_type', 'fail_mode', 'external_ids', 'ports'];
  const [row] = await client.select('Bridge', [['name', '==', name]], columns);
  return row ?? null;
}
