/** An NfpRule as match terms, in the direction it is written or with source and destination swapped. */
import { NetwrightError } from '#kernel/errors.ts';
import { vimErrors } from '../errors.ts';
import type { PathRuleSpec } from '../model.ts';
import { formatPrefix, type IpPrefix, parsePrefix } from './ip-prefix.ts';
import { type PortRange, portMasks } from './port-range.ts';
import { hasPorts, PROTOCOL, protocolNumber } from './protocol.ts';

export type Direction = 'forward' | 'reverse';

/** A rule with everything parsed; in the direction ingress to egress. */
export interface ParsedRule {
  readonly ruleId: string;
  readonly version: 4 | 6;
  /** Empty for any; several where ports are asked for and no protocol is named. */
  readonly protocols: readonly number[];
  readonly source: IpPrefix | null;
  readonly destination: IpPrefix | null;
  readonly sourcePorts: PortRange | null;
  readonly destinationPorts: PortRange | null;
  readonly dscp: number | null;
}

/** SFC_PATH_INVALID with the rule's id where a part of it makes no sense. */
export function parseRule(rule: PathRuleSpec): ParsedRule {
  const version = rule.etherType === 'ipv4' ? 4 : 6;
  const sourcePorts = parseRange(rule, rule.sourcePortRange);
  const destinationPorts = parseRange(rule, rule.destinationPortRange);
  const withPorts = sourcePorts !== null || destinationPorts !== null;
  const { dscp } = rule;
  if (dscp !== undefined && !(Number.isInteger(dscp) && dscp >= 0 && dscp < 64)) {
    throw invalid(rule, `${dscp} is no DSCP`);
  }
  return {
    ruleId: rule.ruleId,
    version,
    protocols: parseProtocols(rule, withPorts),
    source: parseRulePrefix(rule, version, rule.sourceIpAddressPrefix),
    destination: parseRulePrefix(rule, version, rule.destinationIpAddressPrefix),
    sourcePorts,
    destinationPorts,
    dscp: dscp ?? null,
  };
}

/**
 * The matches of one rule for packets from `inPort`, as the switch prints them. Port ranges become masked values, so
 * one rule may need several.
 */
export function ruleMatches(rule: ParsedRule, direction: Direction, inPort: number): string[] {
  const forward = direction === 'forward';
  const [source, destination] = forward ? [rule.source, rule.destination] : [rule.destination, rule.source];
  const [from, to] = forward
    ? [rule.sourcePorts, rule.destinationPorts]
    : [rule.destinationPorts, rule.sourcePorts];
  const [src, dst] = rule.version === 4 ? ['nw_src', 'nw_dst'] : ['ipv6_src', 'ipv6_dst'];
  const prefix = (name: string, value: IpPrefix | null) =>
    value === null || value.length === 0 ? [] : [`${name}=${formatPrefix(value)}`];
  const masks = (name: string, range: PortRange | null) =>
    (range === null ? [''] : portMasks(range)).map((mask) => (mask === '' ? [] : [`${name}=${mask}`]));

  return (rule.protocols.length === 0 ? [null] : rule.protocols).flatMap((protocol) =>
    masks('tp_src', from).flatMap((fromTerm) =>
      masks('tp_dst', to).map((toTerm) =>
        [
          ...protocolTerms(protocol, rule.version),
          `in_port=${inPort}`,
          ...prefix(src, source),
          ...prefix(dst, destination),
          ...(rule.dscp === null ? [] : [`nw_tos=${rule.dscp << 2}`]),
          ...fromTerm,
          ...toTerm,
        ].join(','),
      ),
    ),
  );
}

function protocolTerms(protocol: number | null, version: 4 | 6): string[] {
  const ip = version === 4 ? 'ip' : 'ipv6';
  if (protocol === null) return [ip];
  const suffix = version === 4 ? '' : '6';
  if (protocol === PROTOCOL.tcp) return [`tcp${suffix}`];
  if (protocol === PROTOCOL.udp) return [`udp${suffix}`];
  if (protocol === PROTOCOL.sctp) return [`sctp${suffix}`];
  if (protocol === PROTOCOL.icmp && version === 4) return ['icmp'];
  if (protocol === PROTOCOL.icmp6 && version === 6) return ['icmp6'];
  return [ip, `nw_proto=${protocol}`];
}

function parseProtocols(rule: PathRuleSpec, withPorts: boolean): number[] {
  if (rule.protocol === undefined) return withPorts ? [PROTOCOL.tcp, PROTOCOL.udp, PROTOCOL.sctp] : [];
  const protocol = protocolNumber(rule.protocol, rule.etherType);
  if (protocol === null) throw invalid(rule, `"${rule.protocol}" is no IP protocol`);
  if (withPorts && !hasPorts(protocol)) throw invalid(rule, `protocol ${rule.protocol} has no ports`);
  return [protocol];
}

function parseRulePrefix(rule: PathRuleSpec, version: 4 | 6, text: string | undefined): IpPrefix | null {
  if (text === undefined) return null;
  const prefix = parsePrefix(text);
  if (prefix?.version !== version) throw invalid(rule, `"${text}" is no ${rule.etherType} prefix`);
  return prefix;
}

function parseRange(rule: PathRuleSpec, range: PortRange | undefined): PortRange | null {
  if (range === undefined) return null;
  const [first, last] = range;
  const valid =
    Number.isInteger(first) && Number.isInteger(last) && first >= 0 && first <= last && last <= 65535;
  if (!valid) throw invalid(rule, `${first}-${last} is no port range`);
  return range;
}

function invalid(rule: PathRuleSpec, why: string): NetwrightError {
  return new NetwrightError(vimErrors.SFC_PATH_INVALID, `rule ${rule.ruleId}: ${why}`, {
    facts: { ruleId: rule.ruleId },
  });
}
