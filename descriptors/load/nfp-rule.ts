/** tosca.policies.nfv.NfpRule → match fields, each checked for a value that a packet can have. */
import { isIP } from 'node:net';
import type { Report } from '../lint/rule.ts';
import { ruleValue } from '../lint/rules/rule-value.ts';
import { get, listOf, sourceOf, textOf } from '../schema/node.ts';
import type { NfpRule } from '../schema/nsd.ts';
import type { Collective, Topology } from '../schema/service-template.ts';
import { integerOf, oneOf, type PropertyReader, readerOf } from './property-reader.ts';

const IANA_NAMES: Readonly<Record<string, string>> = {
  ipv6_icmp: 'ipv6-icmp',
  icmpv6: 'ipv6-icmp',
  icmp6: 'ipv6-icmp',
};

/** Fields without a usable value are reported and left out. */
export function readNfpRule(policy: Collective, topology: Topology, report: Report): NfpRule {
  const values = readerOf(policy.properties, topology);
  const field = <T>(name: string, parse: (text: string) => T | undefined, wanted: string): T | undefined => {
    const text = values.text(name);
    if (text === undefined) return undefined;
    const parsed = parse(text);
    if (parsed === undefined) complain(policy, values, name, `"${text}" is not ${wanted}`, report);
    return parsed;
  };
  const etherType = oneOf(values.text('ether_type'), ['ipv4', 'ipv6']);
  const rule = {
    etherType,
    etherSourceAddress: field('ether_source_address', macOf, 'a MAC address'),
    etherDestinationAddress: field('ether_destination_address', macOf, 'a MAC address'),
    vlanTags: readVlanTags(policy, values, report),
    protocol: field('protocol', protocolOf, 'a protocol name or number'),
    dscp: field('dscp', dscpOf, 'six binary digits'),
    sourcePortRange: readPorts(policy, values, 'source_port_range', report),
    destinationPortRange: readPorts(policy, values, 'destination_port_range', report),
    sourceIpAddressPrefix: field(
      'source_ip_address_prefix',
      (t) => prefixOf(t, etherType),
      'an address in CIDR form',
    ),
    destinationIpAddressPrefix: field(
      'destination_ip_address_prefix',
      (t) => prefixOf(t, etherType),
      'an address in CIDR form',
    ),
  };
  const given = Object.fromEntries(Object.entries(rule).filter(([, v]) => v !== undefined));
  return { ruleId: policy.name, ...given, source: sourceOf(policy.key) };
}

function complain(
  policy: Collective,
  values: PropertyReader,
  name: string,
  message: string,
  report: Report,
): void {
  report(ruleValue, values.source(name) ?? sourceOf(policy.key), `${policy.name}.${name}: ${message}`);
}

function macOf(text: string): string | undefined {
  return /^[0-9a-f]{2}([:-][0-9a-f]{2}){5}$/i.test(text)
    ? text.toLowerCase().replaceAll('-', ':')
    : undefined;
}

function protocolOf(text: string): string | undefined {
  const name = text.toLowerCase();
  if (/^\d+$/.test(name)) return Number(name) <= 255 ? name : undefined;
  return /^[a-z][a-z0-9_.+/-]*$/.test(name) ? (IANA_NAMES[name] ?? name) : undefined;
}

/** SOL001: "a string of 0 and 1 digits" for the six bits. */
function dscpOf(text: string): number | undefined {
  return /^[01]{6}$/.test(text) ? Number.parseInt(text, 2) : undefined;
}

function prefixOf(text: string, etherType: 'ipv4' | 'ipv6' | undefined): string | undefined {
  const [address = '', length, ...more] = text.split('/');
  const family = isIP(address);
  if (family === 0 || more.length > 0 || (etherType !== undefined && etherType !== `ipv${family}`))
    return undefined;
  const bits = length === undefined ? undefined : /^\d+$/.test(length) ? Number(length) : -1;
  const most = family === 4 ? 32 : 128;
  if (bits !== undefined && (bits < 0 || bits > most)) return undefined;
  return `${address}/${bits ?? most}`;
}

function readVlanTags(policy: Collective, values: PropertyReader, report: Report): number[] | undefined {
  const texts = values.texts('vlan_tag');
  const tags = texts.map((t) => integerOf(t) ?? -1);
  if (tags.length === 0) return undefined;
  if (tags.every((t) => t >= 0 && t <= 4094)) return tags;
  complain(policy, values, 'vlan_tag', `"${texts.join(', ')}" are not VLAN ids`, report);
  return undefined;
}

function readPorts(
  policy: Collective,
  values: PropertyReader,
  name: string,
  report: Report,
): [number, number] | undefined {
  const node = get(policy.properties, name);
  if (node === undefined) return undefined;
  const bounds = listOf(values.node(name)).map((n) => textOf(n));
  const low = integerOf(bounds[0]);
  const high = bounds[1]?.toUpperCase() === 'UNBOUNDED' ? 65535 : integerOf(bounds[1]);
  if (
    bounds.length === 2 &&
    low !== undefined &&
    high !== undefined &&
    low >= 0 &&
    high <= 65535 &&
    low <= high
  )
    return [low, high];
  complain(policy, values, name, 'not a range of ports such as [80, 80]', report);
  return undefined;
}
