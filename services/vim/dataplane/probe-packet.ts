/** Probe packets: built byte by byte for a sample flow, and read again where they arrive. */
import { addressBytes } from './ip-prefix.ts';
import { PROTOCOL } from './protocol.ts';
import type { SampleFlow } from './sample-flow.ts';

export type ProbeKind = 'forward' | 'reverse' | 'unmatched';

/** Who a probe is; carried in its payload. */
export interface ProbeId {
  readonly kind: ProbeKind;
  /** Random, so that probes of an earlier run are told from this one's. */
  readonly run: number;
  readonly sequence: number;
}

export interface ProbeMacs {
  readonly source: string;
  readonly destination: string;
}

export interface ArrivedProbe extends ProbeId {
  readonly sourceMac: string;
  readonly destinationMac: string;
  /** Null for a probe that is not IP. */
  readonly dscp: number | null;
  readonly ttl: number | null;
  /** Addresses, ports, length or payload differ from what was sent (DSCP, TTL and checksums left out). */
  readonly altered: boolean;
}

const MAGIC = Buffer.from('netwright probe\0', 'latin1');
const KINDS: readonly ProbeKind[] = ['forward', 'reverse', 'unmatched'];
const PAYLOAD_BYTES = 64;
/** Local experimental ether type (IEEE 802): what no IP rule can match. */
const EXPERIMENTAL_ETHER_TYPE = 0x88b5;
const HOP_LIMIT = 64;

/**
 * Locally administered unicast addresses that carry the path's SPI: never a guest's. Client and server change places in
 * the reverse direction, as in a real conversation.
 */
export function probeMacs(kind: ProbeKind, spi: number): ProbeMacs {
  const mac = (first: number) => {
    const bytes = [first, 0x6e, 0x77, (spi >> 16) & 255, (spi >> 8) & 255, spi & 255];
    return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(':');
  };
  const [client, server, stranger] = [mac(0x0e), mac(0x0a), mac(0x06)];
  if (kind === 'forward') return { source: client, destination: server };
  if (kind === 'reverse') return { source: server, destination: client };
  return { source: stranger, destination: server };
}

/** An Ethernet frame; `sample` null makes one that is not IP. */
export function buildProbe(sample: SampleFlow | null, macs: ProbeMacs, id: ProbeId): Buffer {
  const ethernet = (type: number) =>
    Buffer.concat([macBytes(macs.destination), macBytes(macs.source), uint16(type)]);
  const payload = payloadOf(id);
  if (sample === null) return Buffer.concat([ethernet(EXPERIMENTAL_ETHER_TYPE), payload]);
  const transport = transportOf(sample, payload, id);
  const trafficClass = sample.dscp << 2;
  const [source, destination] = [sample.source, sample.destination].map((a) =>
    addressBytes(a, sample.version),
  ) as [Buffer, Buffer];
  if (sample.version === 6) {
    const header = Buffer.alloc(8);
    header.writeUInt32BE((6 * 2 ** 28 + trafficClass * 2 ** 20) >>> 0, 0);
    header.writeUInt16BE(transport.length, 4);
    header.writeUInt8(sample.protocol, 6);
    header.writeUInt8(HOP_LIMIT, 7);
    return Buffer.concat([ethernet(0x86dd), header, source, destination, transport]);
  }
  const header = Buffer.alloc(12);
  header.writeUInt8(0x45, 0);
  header.writeUInt8(trafficClass, 1);
  header.writeUInt16BE(20 + transport.length, 2);
  header.writeUInt16BE(id.sequence & 0xffff, 4);
  header.writeUInt16BE(0x4000, 6);
  header.writeUInt8(HOP_LIMIT, 8);
  header.writeUInt8(sample.protocol, 9);
  const ip = Buffer.concat([header, source, destination]);
  ip.writeUInt16BE(checksum(ip), 10);
  return Buffer.concat([ethernet(0x0800), ip, transport]);
}

/** Null for a frame that is no probe. `sent` gives the frame that was sent for an id, to compare with. */
export function readProbe(frame: Buffer, sent: (id: ProbeId) => Buffer | undefined): ArrivedProbe | null {
  const at = frame.indexOf(MAGIC);
  if (at < 0 || frame.length < at + MAGIC.length + 9) return null;
  const kind = KINDS[frame.readUInt8(at + MAGIC.length)];
  if (kind === undefined) return null;
  const run = frame.readUInt32BE(at + MAGIC.length + 1);
  const sequence = frame.readUInt32BE(at + MAGIC.length + 5);
  const id = { kind, run, sequence };
  const original = sent(id);
  const etherType = frame.readUInt16BE(12);
  return {
    ...id,
    destinationMac: macText(frame, 0),
    sourceMac: macText(frame, 6),
    dscp:
      etherType === 0x0800
        ? frame.readUInt8(15) >> 2
        : etherType === 0x86dd
          ? (frame.readUInt16BE(14) >> 6) & 63
          : null,
    ttl: etherType === 0x0800 ? frame.readUInt8(22) : etherType === 0x86dd ? frame.readUInt8(21) : null,
    altered: original === undefined || !neutral(original).equals(neutral(frame.subarray(0, original.length))),
  };
}

/** The frame without what a function on the way may rightly change: DSCP and ECN, TTL, IP header checksum. */
function neutral(frame: Buffer): Buffer {
  const copy = Buffer.from(frame);
  const etherType = copy.readUInt16BE(12);
  if (etherType === 0x0800) {
    copy.writeUInt8(0, 15);
    copy.writeUInt8(0, 22);
    copy.writeUInt16BE(0, 24);
  } else if (etherType === 0x86dd) {
    copy.writeUInt16BE(copy.readUInt16BE(14) & 0xf00f, 14);
    copy.writeUInt8(0, 21);
  }
  return copy;
}

function payloadOf(id: ProbeId): Buffer {
  const payload = Buffer.alloc(PAYLOAD_BYTES);
  MAGIC.copy(payload);
  payload.writeUInt8(KINDS.indexOf(id.kind), MAGIC.length);
  payload.writeUInt32BE(id.run, MAGIC.length + 1);
  payload.writeUInt32BE(id.sequence, MAGIC.length + 5);
  for (let i = MAGIC.length + 9; i < PAYLOAD_BYTES; i++)
    payload[i] = (id.run + id.sequence * 7 + i * 13) & 255;
  return payload;
}

/** TCP: a SYN (its answer in the reverse direction); UDP; ICMP echo; anything else: bare payload. */
function transportOf(sample: SampleFlow, payload: Buffer, id: ProbeId): Buffer {
  const ports = Buffer.concat([uint16(sample.sourcePort), uint16(sample.destinationPort)]);
  if (sample.protocol === PROTOCOL.tcp) {
    const rest = Buffer.alloc(16);
    rest.writeUInt32BE((id.run + id.sequence) >>> 0, 0);
    rest.writeUInt8(5 << 4, 8);
    rest.writeUInt8(id.kind === 'reverse' ? 0x12 : 0x02, 9);
    rest.writeUInt16BE(65535, 10);
    return withChecksum(sample, Buffer.concat([ports, rest, payload]), 16);
  }
  if (sample.protocol === PROTOCOL.udp) {
    const head = Buffer.concat([ports, uint16(8 + payload.length), uint16(0)]);
    return withChecksum(sample, Buffer.concat([head, payload]), 6);
  }
  if (sample.protocol === PROTOCOL.icmp || sample.protocol === PROTOCOL.icmp6) {
    const six = sample.protocol === PROTOCOL.icmp6;
    const [request, reply] = six ? [128, 129] : [8, 0];
    const head = Buffer.alloc(8);
    head.writeUInt8(id.kind === 'reverse' ? reply : request, 0);
    head.writeUInt16BE(id.run & 0xffff, 4);
    head.writeUInt16BE(id.sequence & 0xffff, 6);
    const message = Buffer.concat([head, payload]);
    if (six) return withChecksum(sample, message, 2);
    message.writeUInt16BE(checksum(message), 2);
    return message;
  }
  if (sample.protocol === PROTOCOL.sctp) return Buffer.concat([ports, Buffer.alloc(8), payload]);
  return payload;
}

function withChecksum(sample: SampleFlow, segment: Buffer, at: number): Buffer {
  const pseudo = Buffer.concat([
    addressBytes(sample.source, sample.version),
    addressBytes(sample.destination, sample.version),
    uint16(segment.length),
    uint16(sample.protocol),
  ]);
  const sum = checksum(Buffer.concat([pseudo, segment]));
  segment.writeUInt16BE(sum === 0 && sample.protocol === PROTOCOL.udp ? 0xffff : sum, at);
  return segment;
}

/** RFC 1071. */
export function checksum(bytes: Buffer): number {
  let sum = 0;
  for (let i = 0; i < bytes.length; i += 2) sum += ((bytes[i] ?? 0) << 8) | (bytes[i + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return ~sum & 0xffff;
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

function macBytes(mac: string): Buffer {
  return Buffer.from(mac.replaceAll(':', ''), 'hex');
}

function macText(frame: Buffer, at: number): string {
  return [...frame.subarray(at, at + 6)].map((byte) => byte.toString(16).padStart(2, '0')).join(':');
}
