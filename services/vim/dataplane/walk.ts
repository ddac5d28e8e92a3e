/** Walks the compiled flows as the switch would, to see that they are the path: before anything is installed. */
import { NetwrightError } from '#kernel/errors.ts';
import { vimErrors } from '../errors.ts';
import type { DirectedPath } from './directed-path.ts';
import { type Flow, type FlowBundle, flowKey, hex, TABLE } from './flow.ts';

/**
 * Reads nothing but the flow texts: each register value has one successor, each function is given the packet once, in
 * order, and the packet leaves by the SAP of the other end. SFC_PATH_INVALID otherwise.
 */
export function assertWalk(pathId: string, bundle: FlowBundle, path: DirectedPath): void {
  const all = [...bundle.flows, ...bundle.entry];
  const keys = all.map(flowKey);
  const twice = keys.find((key, i) => keys.indexOf(key) !== i);
  if (twice !== undefined) throw invalid(pathId, path, `two flows for ${twice}`);

  const entries = bundle.entry.filter((flow) => flow.match.split(',').includes(`in_port=${path.from}`));
  const identities = new Set(entries.map((flow) => identitySet(flow)));
  const [start] = identities;
  if (identities.size !== 1 || start === undefined) {
    throw invalid(pathId, path, `the classifier leads to ${identities.size} identities`);
  }
  const given: number[] = [];
  const seen = new Set<string>();
  for (let identity = start; ; ) {
    if (seen.has(identity)) throw invalid(pathId, path, `${identity} is met twice: a loop`);
    seen.add(identity);
    const step = only(bundle.flows, TABLE.nextHop, 100, (match) => match === `reg0=${identity}`);
    if (step === undefined) throw invalid(pathId, path, `nothing follows ${identity}`);
    if (step.actions === `set_field:${hex(path.to)}->reg2,goto_table:${TABLE.egress}`) break;
    const into = outputOf(step.actions, bundle);
    const hop = path.hops.find((h) => h.into === into);
    if (hop === undefined) throw invalid(pathId, path, `${identity} leads to port ${into}, which is no hop`);
    given.push(hop.into);
    const back = only(bundle.flows, TABLE.fromFunction, 100, (match) =>
      match.split(',').includes(`in_port=${hop.outOf}`),
    );
    if (back === undefined) throw invalid(pathId, path, `nothing takes packets back from port ${hop.outOf}`);
    identity = identitySet(back);
  }
  if (given.join() !== path.hops.map((hop) => hop.into).join()) {
    throw invalid(pathId, path, `packets would be given to ports ${given.join(', ')}`);
  }
}

function identitySet(flow: Flow): string {
  return (
    /^set_field:(0x[0-9a-f]+)->reg0,(?:goto_table:20|resubmit\(,20\))$/.exec(flow.actions)?.[1] ??
    flow.actions
  );
}

/** The port packets are given to while it is up, through the groups of a bypass hop if need be. */
function outputOf(actions: string, bundle: FlowBundle): number {
  const port = /^output:(\d+)$/.exec(actions)?.[1];
  if (port !== undefined) return Number(port);
  const id = /^group:(\d+)$/.exec(actions)?.[1];
  const definition = bundle.groups.find((group) => group.id === Number(id))?.definition ?? '';
  const first = /bucket=bucket_id:0,watch_port:\d+,actions=([^,]+)/.exec(definition)?.[1];
  return first === undefined ? -1 : outputOf(first, bundle);
}

function only(
  flows: readonly Flow[],
  table: number,
  priority: number,
  matches: (match: string) => boolean,
): Flow | undefined {
  const found = flows.filter((f) => f.table === table && f.priority === priority && matches(f.match));
  return new Set(found.map((flow) => flow.actions)).size === 1 ? found[0] : undefined;
}

function invalid(pathId: string, path: DirectedPath, why: string): NetwrightError {
  return new NetwrightError(vimErrors.SFC_PATH_INVALID, `path ${pathId}, ${path.direction}: ${why}`);
}
