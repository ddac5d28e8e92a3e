/**
 * A network forwarding path as flows, both directions. Register 0 carries the path identity (RFC 8300): service path
 * identifier << 8 | service index; the index starts at 255 and falls by one at each function. A function's port
 * belongs to one path only, so the port a packet comes back from says where on which path it is.
 */
import { NetwrightError } from '#kernel/errors.ts';
import { vimErrors } from '../errors.ts';
import type { PathSpec } from '../model.ts';
import { type DirectedPath, directedPaths, pathPorts } from './directed-path.ts';
import { type Flow, type FlowBundle, type Group, hex, pathCookie, TABLE } from './flow.ts';
import { pathIdentity } from './path-identity.ts';
import { type ParsedRule, parseRule, ruleMatches } from './rule-match.ts';
import { assertWalk } from './walk.ts';

const MAX_HOPS = 60;
const MAX_SPI = 0xfffffe;

/**
 * Pure. SFC_PATH_INVALID for a path that is ambiguous (a port used twice, one SPI for both directions), empty, or
 * whose compiled flows do not lead every packet through each hop once and out (checked on the flows themselves).
 */
export function compilePath(spec: PathSpec, ofports: ReadonlyMap<string, number>): FlowBundle {
  assertUnambiguous(spec);
  const rules = spec.rules.map(parseRule);
  const directions = directedPaths(spec, ofports);
  const ports = directions[0].hops.flatMap((hop) => [hop.into, hop.outOf]);
  const flows = [
    ...ports.flatMap((port) => functionPort(port, spec.vlTag)),
    ...directions.flatMap((d) => steps(d, rules)),
  ];
  const entry = unique(directions.flatMap((d) => classifier(d, rules)));
  const groups = directions.flatMap(bypassGroups);
  const bundle = {
    bridge: spec.bridge,
    cookie: pathCookie(spec.forwardSpi, spec.generation),
    flows,
    entry,
    groups,
  };
  for (const direction of directions) assertWalk(spec.pathId, bundle, direction);
  return bundle;
}

/** Group of a bypass hop: `outer` watches the port out of the function, `inner` the port into it. */
export function bypassGroupId(spi: number, hop: number, which: 'outer' | 'inner'): number {
  return spi * 256 + 2 * hop + (which === 'outer' ? 0 : 1);
}

/** What comes from a function never meets the classifier (loop guard 1). */
function functionPort(port: number, tag: number): Flow[] {
  const actions = `set_field:${hex(tag)}->reg4,goto_table:${TABLE.fromFunction}`;
  return [{ table: TABLE.portType, priority: 100, match: `in_port=${port}`, actions }];
}

function steps(path: DirectedPath, rules: readonly ParsedRule[]): Flow[] {
  const ipKinds = [...new Set(rules.map((rule) => (rule.version === 4 ? 'ip' : 'ipv6')))];
  const nextHop = (match: string, priority: number, actions: string): Flow => ({
    table: TABLE.nextHop,
    priority,
    match: `reg0=${match}`,
    actions,
  });
  return [
    ...path.hops.map((hop, i) => {
      const give =
        hop.onFailure === 'block' ? `output:${hop.into}` : `group:${bypassGroupId(path.spi, i, 'outer')}`;
      return nextHop(pathIdentity(path.spi, i), 100, give);
    }),
    nextHop(
      pathIdentity(path.spi, path.hops.length),
      100,
      `set_field:${hex(path.to)}->reg2,goto_table:${TABLE.egress}`,
    ),
    // Loop guard 2: an index used up, or one the path does not have.
    nextHop(hex(path.spi * 256), 300, 'drop'),
    nextHop(`${hex(path.spi * 256)}/0xffffff00`, 1, 'drop'),
    ...path.hops.flatMap((hop, i) => [
      ...ipKinds.map((kind) => ({
        table: TABLE.fromFunction,
        priority: 100,
        match: `${kind},in_port=${hop.outOf}`,
        // Back to a table before this one, which goto_table cannot.
        actions: `set_field:${pathIdentity(path.spi, i + 1)}->reg0,resubmit(,${TABLE.nextHop})`,
      })),
      // What the function says on its own (ARP, neighbour discovery, spanning tree) must not leave by a SAP.
      { table: TABLE.fromFunction, priority: 1, match: `in_port=${hop.outOf}`, actions: 'drop' },
    ]),
  ];
}

function classifier(path: DirectedPath, rules: readonly ParsedRule[]): Flow[] {
  return rules.flatMap((rule) =>
    ruleMatches(rule, path.direction, path.from).map((match) => ({
      table: TABLE.classify,
      priority: 1000,
      match,
      actions: `set_field:${pathIdentity(path.spi, 0)}->reg0,goto_table:${TABLE.nextHop}`,
    })),
  );
}

/**
 * A hop that may be bypassed is given packets while both of its ports are up. A bucket watches one port, so two groups
 * stand behind each other; the way round is bound to the egress SAP, without which nothing could leave anyway.
 */
function bypassGroups(path: DirectedPath): Group[] {
  return path.hops.flatMap((hop, i) => {
    if (hop.onFailure !== 'bypass') return [];
    const inner = bypassGroupId(path.spi, i, 'inner');
    const around = `bucket=bucket_id:1,watch_port:${path.to},actions=set_field:${pathIdentity(path.spi, i + 1)}->reg0,resubmit(,${TABLE.nextHop})`;
    const group = (id: number, watched: number, action: string): Group => ({
      id,
      definition: `type=ff,bucket=bucket_id:0,watch_port:${watched},actions=${action},${around}`,
    });
    return [
      group(inner, hop.into, `output:${hop.into}`),
      group(bypassGroupId(path.spi, i, 'outer'), hop.outOf, `group:${inner}`),
    ];
  });
}

/** Rules of one path are alternatives: the same match from two of them is one flow. */
function unique(flows: readonly Flow[]): Flow[] {
  return [...new Map(flows.map((flow) => [flow.match, flow])).values()];
}

function assertUnambiguous(spec: PathSpec): void {
  const problems: string[] = [];
  const ports = pathPorts(spec);
  const twice = ports.filter((port, i) => ports.indexOf(port) !== i);
  if (twice.length > 0) problems.push(`port ${twice.join(', ')} is used twice`);
  if (spec.hops.length === 0) problems.push('it has no hop');
  if (spec.hops.length > MAX_HOPS) problems.push(`it has ${spec.hops.length} hops, at most ${MAX_HOPS} fit`);
  if (spec.rules.length === 0) problems.push('it has no rule');
  for (const spi of [spec.forwardSpi, spec.reverseSpi]) {
    if (!(Number.isInteger(spi) && spi >= 1 && spi <= MAX_SPI))
      problems.push(`${spi} is no service path identifier`);
  }
  if (spec.forwardSpi === spec.reverseSpi) problems.push('both directions have one service path identifier');
  if (problems.length === 0) return;
  throw new NetwrightError(vimErrors.SFC_PATH_INVALID, `path ${spec.pathId}: ${problems.join('; ')}`);
}
