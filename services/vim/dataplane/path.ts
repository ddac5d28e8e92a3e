/**
 * A path on a host, made before it is used: the hops go in first and are checked with the switch itself, only then the
 * classifier turns traffic onto them, in a second bundle.
 */
import { NetwrightError } from '#kernel/errors.ts';
import { vimErrors } from '../errors.ts';
import type { HostConnection } from '../host/connection.ts';
import type { OperationContext, PathSpec } from '../model.ts';
import { readOfports } from '../network/switch-port.ts';
import {
  applyBundle,
  assertAppliable,
  assertNotStale,
  change,
  compare,
  hasBridge,
  ownedFlows,
  readSwitch,
} from './apply.ts';
import { compilePath } from './compile-path.ts';
import { pathPorts } from './directed-path.ts';
import { flowText, OWNER_MASK, pathCookie, probeCookie } from './flow.ts';
import { type TraceResult, tracePathFrom } from './trace.ts';

const BOTH = ['forward', 'reverse'] as const;

/**
 * Idempotent: what is there already is not sent again. Its virtual link and all ports must be there. Where the switch
 * would not follow the plan the path is removed again and SFC_TRACE_MISMATCH thrown; else errors as in compilePath,
 * assertAppliable and applyBundle.
 */
export async function createPath(
  host: HostConnection,
  spec: PathSpec,
  ctx?: OperationContext,
): Promise<void> {
  ctx?.progress(`compiling the path over ${spec.hops.length} hops`);
  const ofports = await readOfports(host, pathPorts(spec));
  const bundle = compilePath(spec, ofports);
  const before = await readSwitch(host, spec.bridge);
  assertAppliable(host, before, bundle);
  const { missing, obsolete } = compare(before, bundle);
  const ownGroups = pathGroups(spec, before.groups);
  const stale = ownGroups.filter((id) => !bundle.groups.some((group) => group.id === id));
  // A group is never edited in place (the switch may lose its buckets); a wrong one goes with the flows that use it.
  const wrong = missing.groups.filter((group) => ownGroups.includes(group.id)).map((group) => group.id);

  const add = (flows: readonly Parameters<typeof flowText>[0][]) =>
    flows.map((flow) => change.addFlow(bundle.cookie, flow));
  try {
    ctx?.progress('installing the hops');
    await applyBundle(host, spec.bridge, [
      ...wrong.map(change.deleteGroup),
      ...missing.groups.map(change.addGroup),
      ...add(wrong.length === 0 ? missing.flows : bundle.flows),
    ]);
    ctx?.progress('asking the switch where it would send packets');
    verify(host, spec, await tracePathFrom(host, spec, BOTH, ofports), 'hops');
    ctx?.signal.throwIfAborted();
    ctx?.progress('turning the classifier');
    await applyBundle(host, spec.bridge, [
      ...add(missing.entry),
      ...obsolete.map(change.deleteFlow),
      ...stale.map(change.deleteGroup),
    ]);
    verify(host, spec, await tracePathFrom(host, spec, BOTH, ofports), 'all');
  } catch (error) {
    if (error instanceof NetwrightError && error.code === 'SFC_TRACE_MISMATCH') await releasePath(host, spec);
    throw error;
  }
}

/** Idempotent; leaves no flow and no group of the path, of this generation or an older one. */
export async function releasePath(
  host: HostConnection,
  spec: PathSpec,
  ctx?: OperationContext,
): Promise<void> {
  ctx?.progress(`removing the flows of path ${spec.pathId} from ${spec.bridge}`);
  if (!(await hasBridge(host, spec.bridge))) return;
  const cookie = pathCookie(spec.forwardSpi, spec.generation);
  const probes = probeCookie(spec.forwardSpi);
  const state = await readSwitch(host, spec.bridge);
  assertNotStale(host, ownedFlows(state, cookie), cookie);
  const owners = [cookie, probes].filter((owner) => ownedFlows(state, owner).length > 0);
  await applyBundle(host, spec.bridge, [
    ...owners.map(change.deleteOwned),
    ...pathGroups(spec, state.groups).map(change.deleteGroup),
  ]);
}

export interface PathFlowsReport {
  /** Planned flows and groups the switch does not hold. */
  readonly missing: readonly string[];
  /** Flows under the path's cookie (or its groups) that are not planned. */
  readonly unexpected: readonly string[];
  readonly readFrom: string;
}

/** Compares what the switch holds under the path's cookie with what the path compiles to now. */
export async function readPathFlows(host: HostConnection, spec: PathSpec): Promise<PathFlowsReport> {
  const bundle = compilePath(spec, await readOfports(host, pathPorts(spec)));
  const state = await readSwitch(host, spec.bridge);
  const { missing, surplus } = compare(state, bundle);
  const planned = new Set(bundle.groups.map((group) => group.id));
  return {
    missing: [
      ...[...missing.flows, ...missing.entry].map(flowText),
      ...missing.groups.map((group) => `group_id=${group.id},${group.definition}`),
    ],
    unexpected: [
      ...surplus.map(flowText),
      ...pathGroups(spec, state.groups)
        .filter((id) => !planned.has(id))
        .map((id) => `group_id=${id}`),
    ],
    readFrom: `ovs-ofctl dump-flows ${spec.bridge} cookie=0x${bundle.cookie.toString(16)}/0x${OWNER_MASK.toString(16)}`,
  };
}

/** Groups are told by their id: the path's SPI is its upper part. */
function pathGroups(spec: PathSpec, groups: readonly { readonly id: number }[]): number[] {
  const spis = [spec.forwardSpi, spec.reverseSpi];
  return groups.map((group) => group.id).filter((id) => spis.includes(Math.floor(id / 256)));
}

/** Before the classifier turns, the step from the SAP to the first hop cannot be seen yet; all others can. */
function verify(
  host: HostConnection,
  spec: PathSpec,
  traces: readonly TraceResult[],
  what: 'hops' | 'all',
): void {
  for (const trace of traces) {
    const problem = what === 'all' ? !trace.matches : !trace.hopsMatch;
    if (!problem) continue;
    throw new NetwrightError(
      vimErrors.SFC_TRACE_MISMATCH,
      `${host.hostId}: path ${spec.pathId}, ${trace.direction}: the switch would send packets ${trace.traced.join(' > ')}, planned is ${trace.planned.join(' > ')}`,
      { facts: { planned: trace.planned, traced: trace.traced, traces: trace.texts } },
    );
  }
}
