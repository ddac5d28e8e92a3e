import { describe, expect, it } from 'vitest';
import { buildProbe, checksum, type ProbeId, probeMacs, readProbe } from './probe-packet.ts';
import { matchingSample } from './sample-flow.ts';

const ID: ProbeId = { kind: 'reverse', run: 0xdeadbeef, sequence: 300 };
const MACS = probeMacs('reverse', 0x00020a);
const tcp = buildProbe(
  matchingSample(
    { ruleId: 'r', etherType: 'ipv4', protocol: 'tcp', dscp: 10, destinationPortRange: [80, 80] },
    'reverse',
  ),
  MACS,
  ID,
);
const udp6 = buildProbe(
  matchingSample({ ruleId: 'r', etherType: 'ipv6', protocol: 'udp' }, 'forward'),
  MACS,
  ID,
);

/** Sum over pseudo header and segment; 0 where the checksum inside is right. */
function transportSum(frame: Buffer): number {
  const four = frame.readUInt16BE(12) === 0x0800;
  const addresses = four ? frame.subarray(26, 34) : frame.subarray(22, 54);
  const segment = frame.subarray(four ? 34 : 54);
  const tail = Buffer.alloc(4);
  tail.writeUInt16BE(segment.length, 0);
  tail.writeUInt16BE(frame.readUInt8(four ? 23 : 20), 2);
  return checksum(Buffer.concat([addresses, tail, segment]));
}

describe('probe packets', () => {
  it('carry right checksums', () => {
    expect(checksum(tcp.subarray(14, 34))).toBe(0);
    expect(transportSum(tcp)).toBe(0);
    expect(transportSum(udp6)).toBe(0);
    // RFC 1071's own example.
    expect(checksum(Buffer.from('0001f203f4f5f6f7', 'hex'))).toBe(~0xddf2 & 0xffff);
  });

  it('are recognised with mark and TTL where they arrive', () => {
    expect(readProbe(tcp, () => tcp)).toEqual({
      ...ID,
      sourceMac: '0a:6e:77:00:02:0a',
      destinationMac: '0e:6e:77:00:02:0a',
      dscp: 10,
      ttl: 64,
      altered: false,
    });
    expect(readProbe(udp6, () => udp6)).toMatchObject({ dscp: 0, ttl: 64, altered: false });
    expect(readProbe(Buffer.alloc(60), () => undefined)).toBeNull();
    expect(readProbe(buildProbe(null, MACS, ID), (id) => buildProbe(null, MACS, id))).toMatchObject({
      dscp: null,
      altered: false,
    });
  });

  it('may change in DSCP, TTL and header checksum, in nothing else', () => {
    for (const [frame, free] of [
      [tcp, [15, 22, 24, 25]],
      [udp6, [21]],
    ] as const) {
      const sequenceBytes = new Set([4, 5, 6, 7].map((i) => frame.indexOf('netwright probe') + 16 + 1 + i));
      for (let at = 14; at < frame.length; at++) {
        const changed = Buffer.from(frame);
        changed.writeUInt8(changed.readUInt8(at) ^ 0x80, at);
        const read = readProbe(changed, () => frame);
        if (read === null || sequenceBytes.has(at)) continue;
        // The first byte of the traffic class shares its byte with the IP version.
        const tolerated = (free as readonly number[]).includes(at) || (frame === udp6 && at === 15);
        expect([at, read.altered]).toEqual([at, !tolerated]);
      }
    }
  });
});
