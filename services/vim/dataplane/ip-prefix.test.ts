import { describe, expect, it } from 'vitest';
import { addressIn, contains, formatAddress, formatPrefix, parsePrefix } from './ip-prefix.ts';

const canonical = (text: string) => {
  const prefix = parsePrefix(text);
  return prefix === null ? null : formatPrefix(prefix);
};

describe('IP prefixes', () => {
  it.each([
    ['10.1.2.3/24', '10.1.2.0/24'],
    ['192.0.2.1', '192.0.2.1'],
    ['192.0.2.1/32', '192.0.2.1'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['2001:DB8:0:0::5/64', '2001:db8::/64'],
    ['2001:db8:0:1:0:0:0:1', '2001:db8:0:1::1'],
    ['::ffff:1.2.3.4', '::ffff:1.2.3.4'],
    ['::/0', '::/0'],
  ])('%s is %s to the switch', (given, printed) => {
    expect(canonical(given)).toBe(printed);
  });

  it.each(['10.0.0.0/33', '10.0.0', '10.0.0.0/8/8', 'fe80::1%eth0', '::/129', 'web', '10.0.0.0/'])(
    'refuses %s',
    (given) => {
      expect(parsePrefix(given)).toBeNull();
    },
  );

  it('counts addresses and stays inside', () => {
    const prefix = parsePrefix('192.0.2.8/31');
    if (prefix === null) throw new Error('sample');
    expect(formatAddress(addressIn(prefix, 5), 4)).toBe('192.0.2.9');
    expect(contains(prefix, addressIn(prefix, 0))).toBe(true);
    expect(contains(prefix, addressIn(prefix, 0) - 1n)).toBe(false);
  });
});
