/** IP prefixes as numbers, and back in the one text form the switch prints (inet_ntop, host bits cleared). */
import { isIPv4, isIPv6 } from 'node:net';

export interface IpPrefix {
  readonly version: 4 | 6;
  readonly network: bigint;
  readonly length: number;
}

/** `10.0.0.0/8`, `2001:db8::1`; null where it is none. Host bits are cleared. */
export function parsePrefix(text: string): IpPrefix | null {
  const [address = '', lengthText, ...rest] = text.trim().split('/');
  if (rest.length > 0) return null;
  const version = isIPv4(address) ? 4 : isIPv6(address) && !address.includes('%') ? 6 : null;
  if (version === null) return null;
  const bits = version === 4 ? 32 : 128;
  const length = lengthText === undefined ? bits : /^\d{1,3}$/.test(lengthText) ? Number(lengthText) : -1;
  if (length < 0 || length > bits) return null;
  const hostBits = BigInt(bits - length);
  return { version, network: (addressValue(address, version) >> hostBits) << hostBits, length };
}

export function formatPrefix(prefix: IpPrefix): string {
  const address = formatAddress(prefix.network, prefix.version);
  return prefix.length === (prefix.version === 4 ? 32 : 128) ? address : `${address}/${prefix.length}`;
}

/** The n-th address of the prefix, or its last where it has fewer. */
export function addressIn(prefix: IpPrefix, n: number): bigint {
  const size = 1n << BigInt((prefix.version === 4 ? 32 : 128) - prefix.length);
  return prefix.network + (BigInt(n) < size ? BigInt(n) : size - 1n);
}

export function contains(prefix: IpPrefix, address: bigint): boolean {
  const hostBits = BigInt((prefix.version === 4 ? 32 : 128) - prefix.length);
  return address >> hostBits === prefix.network >> hostBits;
}

export function formatAddress(value: bigint, version: 4 | 6): string {
  if (version === 4) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join('.');
  const groups = Array.from({ length: 8 }, (_, i) => (value >> BigInt(16 * (7 - i))) & 0xffffn);
  // IPv4-mapped addresses are printed with their dotted half, all others as RFC 5952 has it.
  if (value >> 32n === 0xffffn) return `::ffff:${formatAddress(value & 0xffffffffn, 4)}`;
  const { hostname } = new URL(`http://[${groups.map((g) => g.toString(16)).join(':')}]`);
  return hostname.slice(1, -1);
}

export function addressBytes(value: bigint, version: 4 | 6): Buffer {
  return Buffer.from(value.toString(16).padStart(version === 4 ? 8 : 32, '0'), 'hex');
}

function addressValue(address: string, version: 4 | 6): bigint {
  if (version === 4) return address.split('.').reduce((sum, part) => (sum << 8n) | BigInt(part), 0n);
  const { hostname } = new URL(`http://[${address}]`);
  const [head = '', tail] = hostname.slice(1, -1).split('::');
  const groups = (part: string) => (part === '' ? [] : part.split(':'));
  const before = groups(head);
  const after = tail === undefined ? [] : groups(tail);
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after].reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n);
}
