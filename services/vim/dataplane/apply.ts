/** Changes to a bridge's flows: what is there is read, the difference goes in as one atomic OpenFlow bundle. */
import { NetwrightError } from '#kernel/errors.ts';
import { vimErrors } from '../errors.ts';
import type { HostConnection } from '../host/connection.ts';
import { ovsdb } from '../network/ovsdb/client.ts';
import {
  type Flow,
  type FlowBundle,
  flowIdentity,
  flowKey,
  flowText,
  type Group,
  generationOf,
  hex,
  type InstalledFlow,
  OWNER_MASK,
} from './flow.ts';
import { parseFlows, parseGroups } from './switch-dump.ts';

export interface SwitchState {
  readonly flows: readonly InstalledFlow[];
  readonly groups: readonly Group[];
}

/** What separates the switch from a bundle. */
export interface FlowDifference {
  /** In the bundle, not in the switch. */
  readonly missing: {
    readonly flows: readonly Flow[];
    readonly entry: readonly Flow[];
    readonly groups: readonly Group[];
  };
  /** In the switch under the bundle's owner (any generation), not in the bundle. */
  readonly surplus: readonly InstalledFlow[];
  /** Of these, what adding the missing does not replace anyway: an add takes the place of a flow with its key. */
  readonly obsolete: readonly InstalledFlow[];
}

/** $1 bridge. Flows and groups in one round trip. */
const DUMP = `
ovs-ofctl -O OpenFlow15 --no-names dump-flows "$1" && ovs-ofctl -O OpenFlow15 --no-names dump-groups "$1"
`;

export async function readSwitch(host: HostConnection, bridge: string): Promise<SwitchState> {
  const { stdout } = await host.script(DUMP, [bridge]);
  return { flows: parseFlows(stdout), groups: parseGroups(stdout) };
}

export async function hasBridge(host: HostConnection, bridge: string): Promise<boolean> {
  return (await (await ovsdb(host)).select('Bridge', [['name', '==', bridge]], ['name'])).length > 0;
}

/**
 * VIM_STALE_GENERATION where the switch holds a newer generation of the same owner, SFC_FLOW_CONFLICT where one of the
 * bundle's flows would replace another owner's.
 */
export function assertAppliable(host: HostConnection, state: SwitchState, bundle: FlowBundle): void {
  assertNotStale(host, ownedFlows(state, bundle.cookie), bundle.cookie);
  const keys = new Set([...bundle.flows, ...bundle.entry].map(flowKey));
  const taken = state.flows.find((flow) => !sameOwner(flow.cookie, bundle.cookie) && keys.has(flowKey(flow)));
  if (taken === undefined) return;
  throw new NetwrightError(
    vimErrors.SFC_FLOW_CONFLICT,
    `${host.hostId}: on ${bundle.bridge}, cookie ${hex(taken.cookie)} already has ${flowText(taken)}`,
    { facts: { cookie: hex(taken.cookie), flow: flowText(taken) } },
  );
}

/** Pure. */
export function compare(state: SwitchState, bundle: FlowBundle): FlowDifference {
  const own = ownedFlows(state, bundle.cookie);
  const wanted = [...bundle.flows, ...bundle.entry];
  const present = new Set(own.filter((f) => f.cookie === bundle.cookie).map(flowIdentity));
  const absent = (flow: Flow) => !present.has(flowIdentity(flow));
  const planned = new Set(wanted.map(flowIdentity));
  const keys = new Set(wanted.map(flowKey));
  const surplus = own.filter((flow) => flow.cookie !== bundle.cookie || !planned.has(flowIdentity(flow)));
  return {
    missing: {
      flows: bundle.flows.filter(absent),
      entry: bundle.entry.filter(absent),
      groups: bundle.groups.filter(
        (group) => !state.groups.some((g) => g.id === group.id && g.definition === group.definition),
      ),
    },
    surplus,
    obsolete: surplus.filter((flow) => !keys.has(flowKey(flow))),
  };
}

export function ownedFlows(state: SwitchState, cookie: bigint): InstalledFlow[] {
  return state.flows.filter((flow) => sameOwner(flow.cookie, cookie));
}

/** VIM_STALE_GENERATION where one of `own` is of a newer generation than `cookie`. */
export function assertNotStale(host: HostConnection, own: readonly InstalledFlow[], cookie: bigint): void {
  const newer = own.find((flow) => flow.cookie > cookie);
  if (newer === undefined) return;
  throw new NetwrightError(
    vimErrors.VIM_STALE_GENERATION,
    `${host.hostId}: the switch holds generation ${generationOf(newer.cookie)} of these flows, asked for was ${generationOf(cookie)}`,
  );
}

export const change = {
  addFlow: (cookie: bigint, flow: Flow) => `flow add cookie=${hex(cookie)},${flowText(flow)}`,
  addGroup: (group: Group) => `group add group_id=${group.id},${group.definition}`,
  deleteFlow: ({ cookie, table, priority, match }: InstalledFlow) =>
    `flow delete_strict cookie=${hex(cookie)}/-1,table=${table},priority=${priority}${match === '' ? '' : `,${match}`}`,
  /** All flows of an owner, of every generation. */
  deleteOwned: (cookie: bigint) => `flow delete cookie=${hex(cookie & OWNER_MASK)}/${hex(OWNER_MASK)}`,
  deleteGroup: (id: number) => `group delete group_id=${id}`,
};

/**
 * $1 bridge, $2 bytes on stdin. ovs-ofctl would take a connection that breaks off for the end of the bundle and apply
 * what it had got, so nothing is applied before all of it is there.
 */
const BUNDLE = `
file=$(mktemp) && trap 'rm -f "$file"' EXIT HUP TERM
cat >"$file"
[ "$(stat -c %s "$file")" = "$2" ] || { echo "the bundle arrived in part only"; exit 75; } >&2
ovs-ofctl -O OpenFlow15 bundle "$1" "$file"
`;

/** All lines or none. SFC_BUNDLE_REFUSED with the switch's words. */
export async function applyBundle(
  host: HostConnection,
  bridge: string,
  lines: readonly string[],
): Promise<void> {
  if (lines.length === 0) return;
  const stdin = `${lines.join('\n')}\n`;
  const bytes = String(Buffer.byteLength(stdin));
  const result = await host.script(BUNDLE, [bridge, bytes], { stdin, allowExitCodes: 'any' });
  if (result.exitCode === 0) return;
  throw new NetwrightError(
    vimErrors.SFC_BUNDLE_REFUSED,
    `${host.hostId}: bundle of ${lines.length} changes to ${bridge} refused: ${result.stderr.trim().slice(-800)}`,
  );
}

function sameOwner(a: bigint, b: bigint): boolean {
  return (a & OWNER_MASK) === (b & OWNER_MASK);
}
