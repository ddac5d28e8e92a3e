/**
 * NfpRules as the classifier takes them: one IP family each, contradictions refused. Fields of a rule are ANDed,
 * rules of a path are alternatives (SOL001 clause 7.10).
 */
import type { Nfp, NfpRule } from '#descriptors/index.ts';
import { NetwrightError } from '#kernel/errors.ts';
import { planErrors } from './errors.ts';
import type { PathRule } from './model.ts';

const portProtocols = ['tcp', '6', 'udp', '17', 'sctp', '132'];

/** Throws SFC_RULE_UNSUITABLE with the rule's line. A rule of no family becomes one rule per family. */
export function pathRules(nfp: Nfp): PathRule[] {
  if (nfp.rules.length === 0)
    throw refuse(`Path ${nfp.nfpId} has no rule, so nothing would ever take it.`, nfp.source);
  return nfp.rules.flatMap((rule) => normalise(rule));
}

function normalise(rule: NfpRule): PathRule[] {
  const fail = (reason: string) => refuse(`Rule ${rule.ruleId}: ${reason}.`, rule.source);
  if (rule.etherSourceAddress !== undefined || rule.etherDestinationAddress !== undefined)
    throw fail('MAC addresses cannot be matched in this release');
  if (rule.vlanTags !== undefined && rule.vlanTags.length > 0)
    throw fail('VLAN tags cannot be matched in this release');
  const families = new Set<PathRule['etherType']>();
  if (rule.etherType !== undefined) families.add(rule.etherType);
  for (const prefix of [rule.sourceIpAddressPrefix, rule.destinationIpAddressPrefix])
    if (prefix !== undefined) families.add(prefix.includes(':') ? 'ipv6' : 'ipv4');
  if (rule.protocol === 'icmp' || rule.protocol === '1') families.add('ipv4');
  if (rule.protocol === 'icmpv6' || rule.protocol === 'ipv6-icmp' || rule.protocol === '58')
    families.add('ipv6');
  if (families.size > 1) throw fail('it mixes IPv4 and IPv6, so no packet can match it');
  const hasPorts = rule.sourcePortRange !== undefined || rule.destinationPortRange !== undefined;
  if (hasPorts && !portProtocols.includes(rule.protocol ?? ''))
    throw fail(`a port range needs protocol tcp, udp or sctp, not ${rule.protocol ?? 'any'}`);
  for (const range of [rule.sourcePortRange, rule.destinationPortRange])
    if (range !== undefined && (range[0] > range[1] || range[0] < 0 || range[1] > 65535))
      throw fail(`${range[0]}-${range[1]} is no range of ports`);
  const given = families.size === 0 ? (['ipv4', 'ipv6'] as const) : [...families];
  return given.map((etherType) => ({
    ruleId: given.length > 1 ? `${rule.ruleId}#${etherType}` : rule.ruleId,
    etherType,
    ...(rule.protocol !== undefined && { protocol: rule.protocol }),
    ...(rule.sourceIpAddressPrefix !== undefined && { sourceIpAddressPrefix: rule.sourceIpAddressPrefix }),
    ...(rule.destinationIpAddressPrefix !== undefined && {
      destinationIpAddressPrefix: rule.destinationIpAddressPrefix,
    }),
    ...(rule.sourcePortRange !== undefined && { sourcePortRange: rule.sourcePortRange }),
    ...(rule.destinationPortRange !== undefined && { destinationPortRange: rule.destinationPortRange }),
    ...(rule.dscp !== undefined && { dscp: rule.dscp }),
  }));
}

function refuse(detail: string, source: Nfp['source']): NetwrightError {
  return new NetwrightError(planErrors.SFC_RULE_UNSUITABLE, detail, { source });
}
