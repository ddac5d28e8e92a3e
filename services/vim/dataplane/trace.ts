/** Asks the switch itself (`ofproto/trace`) where it would send a packet, without sending one. */
import { NetwrightError } from '#kernel/errors.ts';
import { vimErrors } from '../errors.ts';
import type { HostConnection } from '../host/connection.ts';
import type { PathSpec } from '../model.ts';
import { readOfports } from '../network/switch-port.ts';
import { pathPorts } from './directed-path.ts';
import type { Direction } from './rule-match.ts';
import { matchingSample, traceTerms } from './sample-flow.ts';

/** $1 bridge, $2… flows. A line `=== N` before each answer. */
const TRACE = `
bridge=$1; shift; n=0
for flow in "$@"; do echo "=== $n"; n=$((n+1)); ovs-appctl ofproto/trace --names "$bridge" "$flow" || exit 1; done
`;

export interface TraceResult {
  readonly direction: Direction;
  /** Port names in the order a packet passes them, from the SAP it enters by to the SAP it leaves by. */
  readonly planned: readonly string[];
  /** The same, as the switch answered; ends early where it would drop the packet or send it elsewhere. */
  readonly traced: readonly string[];
  readonly matches: boolean;
  /** Whether each function's way out leads to the next function (or the SAP), whatever the classifier does. */
  readonly hopsMatch: boolean;
  /** The switch's answers, for people. */
  readonly texts: readonly string[];
}

/**
 * Traces the first rule's packet at the SAP and at each function's way out. The functions themselves are not part of
 * it: a packet given to one is taken to come back by the other of its ports.
 */
export async function tracePath(
  host: HostConnection,
  spec: PathSpec,
  direction: Direction,
): Promise<TraceResult> {
  const [result] = await tracePathFrom(host, spec, [direction], await readOfports(host, pathPorts(spec)));
  if (result === undefined)
    throw new NetwrightError(vimErrors.SFC_PATH_INVALID, `path ${spec.pathId} has no rule`);
  return result;
}

/** As tracePath, several directions in one round trip. */
export async function tracePathFrom(
  host: HostConnection,
  spec: PathSpec,
  directions: readonly Direction[],
  ofports: ReadonlyMap<string, number>,
): Promise<TraceResult[]> {
  const [rule] = spec.rules;
  if (rule === undefined) return [];
  const routes = directions.map((direction) => ({ direction, ...route(spec, direction) }));
  const asked = routes.flatMap(({ direction, from, hops }) => {
    const terms = traceTerms(matchingSample(rule, direction));
    return [from, ...hops.map((hop) => hop.outOf)].map((port) => `in_port=${ofports.get(port)},${terms}`);
  });
  const { stdout } = await host.script(TRACE, [spec.bridge, ...asked], { timeoutMs: 60_000 });
  const texts = stdout.split(/^=== \d+\n/m).slice(1);
  return routes.map(({ direction, from, to, hops }) => {
    const mine = texts.splice(0, hops.length + 1);
    const answer = new Map(
      [from, ...hops.map((hop) => hop.outOf)].map((port, i) => [port, outputPorts(mine[i] ?? '')]),
    );
    const traced = [from];
    for (let port: string | undefined = from; port !== undefined && traced.length < 4 * hops.length + 4; ) {
      const outputs: readonly string[] = answer.get(port) ?? [];
      traced.push(...outputs);
      const [into] = outputs;
      port = outputs.length === 1 ? hops.find((hop) => hop.into === into)?.outOf : undefined;
      if (port !== undefined) traced.push(port);
    }
    const planned = [from, ...hops.flatMap((hop) => [hop.into, hop.outOf]), to];
    const hopsMatch = hops.every((hop, i) => answer.get(hop.outOf)?.join('\n') === (hops[i + 1]?.into ?? to));
    return {
      direction,
      planned,
      traced,
      matches: planned.join('\n') === traced.join('\n'),
      hopsMatch,
      texts: mine,
    };
  });
}

/** Ports named in the `Datapath actions:` of a trace; the last where a packet went round more than once. */
export function outputPorts(trace: string): string[] {
  const lines = [...trace.matchAll(/^Datapath actions: (.*)$/gm)].map(([, actions]) => actions ?? '');
  return topLevel(lines.at(-1) ?? '').filter((action) => action !== 'drop' && !/[()]/.test(action));
}

/** Splits at commas outside parentheses; quotes around odd names are dropped. */
function topLevel(actions: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  for (const c of `${actions},`) {
    if (c === '(') depth++;
    if (c === ')') depth--;
    if (c === ',' && depth === 0) {
      if (part !== '') parts.push(part.replace(/^"(.*)"$/, '$1'));
      part = '';
    } else part += c;
  }
  return parts;
}

function route(spec: PathSpec, direction: Direction) {
  const forward = direction === 'forward';
  const hops = spec.hops.map(({ ingressPort, egressPort }) => ({ into: ingressPort, outOf: egressPort }));
  return forward
    ? { from: spec.ingressSapPort, to: spec.egressSapPort, hops }
    : {
        from: spec.egressSapPort,
        to: spec.ingressSapPort,
        hops: hops.toReversed().map(({ into, outOf }) => ({ into: outOf, outOf: into })),
      };
}
