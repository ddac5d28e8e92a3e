/** A virtual link on a host: its SAPs switched straight, until a path claims some of the traffic. */
import type { HostConnection } from '../host/connection.ts';
import type { OperationContext, VirtualLinkSpec } from '../model.ts';
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
import { compileVirtualLink } from './compile-virtual-link.ts';
import { linkCookie } from './flow.ts';

/** Idempotent: what is there already is not sent again. Its SAPs must be on the bridge. */
export async function createVirtualLink(
  host: HostConnection,
  spec: VirtualLinkSpec,
  ctx?: OperationContext,
): Promise<void> {
  ctx?.progress(`switching ${spec.sapPorts.join(', ')} on ${spec.bridge}`);
  const bundle = compileVirtualLink(spec, await readOfports(host, spec.sapPorts));
  const state = await readSwitch(host, spec.bridge);
  assertAppliable(host, state, bundle);
  const { missing, obsolete } = compare(state, bundle);
  await applyBundle(host, spec.bridge, [
    ...[...missing.flows, ...missing.entry].map((flow) => change.addFlow(bundle.cookie, flow)),
    ...obsolete.map(change.deleteFlow),
  ]);
}

/** Idempotent; leaves no flow of the link, of this generation or an older one. VIM_STALE_GENERATION for a newer. */
export async function releaseVirtualLink(
  host: HostConnection,
  spec: VirtualLinkSpec,
  ctx?: OperationContext,
): Promise<void> {
  ctx?.progress(`removing the flows of link ${spec.vlId} from ${spec.bridge}`);
  if (!(await hasBridge(host, spec.bridge))) return;
  const cookie = linkCookie(spec.tag, spec.generation);
  const own = ownedFlows(await readSwitch(host, spec.bridge), cookie);
  assertNotStale(host, own, cookie);
  if (own.length > 0) await applyBundle(host, spec.bridge, [change.deleteOwned(cookie)]);
}
