/** One concrete packet header that a rule matches (or that none does), for traces and probes. */
import type { PathRuleSpec, PathSpec } from '../model.ts';
import { addressIn, contains, formatAddress, type IpPrefix, parsePrefix } from './ip-prefix.ts';
import { hasPorts, PROTOCOL } from './protocol.ts';
import { type Direction, type ParsedRule, parseRule } from './rule-match.ts';

export interface SampleFlow {
  readonly version: 4 | 6;
  readonly protocol: number;
  readonly source: bigint;
  readonly destination: bigint;
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly dscp: number;
}

/** Addresses for benchmarks (RFC 2544, RFC 5180): nobody's hosts have them. */
const ANYWHERE: Readonly<Record<4 | 6, IpPrefix | null>> = {
  4: parsePrefix('198.18.0.0/15'),
  6: parsePrefix('2001:2::/48'),
};
const EPHEMERAL_PORT = 49152;
const DISCARD_PORT = 9;

/** A header the rule matches in that direction; `n` varies the source port where the rule leaves it open. */
export function matchingSample(rule: PathRuleSpec, direction: Direction, n = 0): SampleFlow {
  const parsed = parseRule(rule);
  const protocol = parsed.protocols[0] ?? PROTOCOL.udp;
  const sample: SampleFlow = {
    version: parsed.version,
    protocol,
    source: pick(parsed.source, parsed.version, 1),
    destination: pick(parsed.destination, parsed.version, 2),
    sourcePort: portIn(parsed.sourcePorts, EPHEMERAL_PORT, n),
    destinationPort: portIn(parsed.destinationPorts, DISCARD_PORT, 0),
    dscp: parsed.dscp ?? 0,
  };
  return direction === 'forward' ? sample : swapped(sample);
}

/**
 * A header that resembles the first rule's but that none of the path's rules matches, in the direction forward; null
 * where the rules leave none of the candidates (then only another ether type is unmatched).
 */
export function unmatchedSample(spec: PathSpec): SampleFlow | null {
  const [first] = spec.rules;
  if (first === undefined) return null;
  const rules = spec.rules.map(parseRule);
  const base = { ...matchingSample(first, 'forward'), protocol: PROTOCOL.udp };
  const other = base.version === 4 ? 6 : 4;
  const candidates: SampleFlow[] = [
    ...[DISCARD_PORT, 7, 19, 40009, 65009].map((destinationPort) => ({ ...base, destinationPort })),
    { ...base, protocol: PROTOCOL.tcp, destinationPort: DISCARD_PORT },
    { ...base, source: pick(null, base.version, 1), destination: pick(null, base.version, 2) },
    { ...base, version: other, source: pick(null, other, 1), destination: pick(null, other, 2) },
    { ...base, protocol: 253 },
  ];
  return candidates.find((sample) => !rules.some((rule) => matches(rule, sample))) ?? null;
}

export function swapped(sample: SampleFlow): SampleFlow {
  return {
    ...sample,
    source: sample.destination,
    destination: sample.source,
    sourcePort: sample.destinationPort,
    destinationPort: sample.sourcePort,
  };
}

/** Whether the rule matches the header in the direction it is written. */
export function matches(rule: ParsedRule, sample: SampleFlow): boolean {
  const within = (range: readonly [number, number] | null, port: number) =>
    range === null || (hasPorts(sample.protocol) && port >= range[0] && port <= range[1]);
  return (
    rule.version === sample.version &&
    (rule.protocols.length === 0 || rule.protocols.includes(sample.protocol)) &&
    (rule.source === null || contains(rule.source, sample.source)) &&
    (rule.destination === null || contains(rule.destination, sample.destination)) &&
    within(rule.sourcePorts, sample.sourcePort) &&
    within(rule.destinationPorts, sample.destinationPort) &&
    (rule.dscp === null || rule.dscp === sample.dscp)
  );
}

/** As `ofproto/trace` takes it. */
export function traceTerms(sample: SampleFlow): string {
  const { version, protocol } = sample;
  const ip = version === 4 ? 'ip' : 'ipv6';
  const [src, dst] = version === 4 ? ['nw_src', 'nw_dst'] : ['ipv6_src', 'ipv6_dst'];
  const known = { [PROTOCOL.tcp]: 'tcp', [PROTOCOL.udp]: 'udp', [PROTOCOL.sctp]: 'sctp' }[protocol];
  return [
    known === undefined ? `${ip},nw_proto=${protocol}` : `${known}${version === 4 ? '' : '6'}`,
    `${src}=${formatAddress(sample.source, version)}`,
    `${dst}=${formatAddress(sample.destination, version)}`,
    `nw_tos=${sample.dscp << 2}`,
    'nw_ttl=64',
    ...(hasPorts(protocol) ? [`tp_src=${sample.sourcePort}`, `tp_dst=${sample.destinationPort}`] : []),
  ].join(',');
}

function pick(prefix: IpPrefix | null, version: 4 | 6, n: number): bigint {
  const from = prefix === null || prefix.length === 0 ? ANYWHERE[version] : prefix;
  return from === null ? 0n : addressIn(from, n);
}

function portIn(range: readonly [number, number] | null, otherwise: number, n: number): number {
  if (range === null) return otherwise === EPHEMERAL_PORT ? EPHEMERAL_PORT + (n % 16000) : otherwise;
  return range[0] + (n % (range[1] - range[0] + 1));
}
