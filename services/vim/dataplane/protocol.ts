/** Transport protocols as an NfpRule names them: IANA keyword or number. */
export const PROTOCOL = { icmp: 1, tcp: 6, udp: 17, icmp6: 58, sctp: 132 } as const;

const NUMBERS: Readonly<Record<string, number>> = {
  icmp: 1,
  igmp: 2,
  tcp: 6,
  udp: 17,
  gre: 47,
  esp: 50,
  ah: 51,
  icmpv6: 58,
  icmp6: 58,
  'ipv6-icmp': 58,
  ospf: 89,
  pim: 103,
  vrrp: 112,
  sctp: 132,
};

/** Null for a word that is no protocol. In IPv6, `icmp` means ICMPv6. */
export function protocolNumber(text: string, etherType: 'ipv4' | 'ipv6'): number | null {
  const word = text.trim().toLowerCase();
  if (/^\d{1,3}$/.test(word)) return Number(word) <= 255 ? Number(word) : null;
  const number = NUMBERS[word] ?? null;
  return number === PROTOCOL.icmp && etherType === 'ipv6' ? PROTOCOL.icmp6 : number;
}

/** Protocols whose header starts with source and destination port. */
export function hasPorts(protocol: number): boolean {
  return protocol === PROTOCOL.tcp || protocol === PROTOCOL.udp || protocol === PROTOCOL.sctp;
}
