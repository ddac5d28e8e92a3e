/**
 * A bridge's management connection, spoken directly for the two things text cannot do well: packets out through the
 * bridge's tables and packets in with the port they came from. OpenFlow 1.5 (ONF TS-025), seven message types.
 */
import type { Duplex } from 'node:stream';
import { NetwrightError } from '#kernel/errors.ts';
import { vimErrors } from '../errors.ts';
import type { HostConnection } from '../host/connection.ts';

export interface PacketIn {
  readonly table: number;
  readonly cookie: bigint;
  readonly inPort: number;
  /** Registers that are not zero, by number. */
  readonly registers: ReadonlyMap<number, number>;
  readonly data: Buffer;
}

export interface OpenFlowChannel {
  /** Sends the packet as if it came from `inPort`, through the tables from the first on. */
  packetOut(inPort: number, packet: Buffer): void;
  onPacketIn(listener: (packet: PacketIn) => void): void;
  /** Resolves when the switch has dealt with all before; rejects with SFC_BUNDLE_REFUSED if it refused something. */
  barrier(timeoutMs?: number): Promise<void>;
  close(): void;
}

const VERSION = 6;
const HELLO = 0;
const ERROR = 1;
const ECHO_REQUEST = 2;
const ECHO_REPLY = 3;
const SET_CONFIG = 9;
const PACKET_IN = 10;
const PACKET_OUT = 13;
const BARRIER_REQUEST = 20;
const BARRIER_REPLY = 21;

const HEADER_BYTES = 8;
const NO_BUFFER = 0xffffffff;
const PORT_TABLE = 0xfffffff9;
const WHOLE_PACKET = 0xffff;

/** Opens `BRIDGE.mgmt`. VIM_HOST_UNREACHABLE where there is no such socket, SFC_BUNDLE_REFUSED on another version. */
export async function openOpenFlowChannel(host: HostConnection, bridge: string): Promise<OpenFlowChannel> {
  const socket = await host.openUnixSocket(`/var/run/openvswitch/${bridge}.mgmt`);
  const channel = converse(socket, `${host.hostId}, ${bridge}`);
  try {
    await channel.barrier();
  } catch (error) {
    channel.close();
    throw error;
  }
  return channel;
}

export function converse(socket: Duplex, where: string): OpenFlowChannel {
  const listeners: ((packet: PacketIn) => void)[] = [];
  const waiting = new Map<number, { resolve: () => void; reject: (error: Error) => void }>();
  let failure: Error | undefined;
  let pending = Buffer.alloc(0);
  let nextXid = 1;

  const send = (type: number, body: Buffer, xid = nextXid++): number => {
    const header = Buffer.alloc(HEADER_BYTES);
    header.writeUInt8(VERSION, 0);
    header.writeUInt8(type, 1);
    header.writeUInt16BE(HEADER_BYTES + body.length, 2);
    header.writeUInt32BE(xid, 4);
    socket.write(Buffer.concat([header, body]));
    return xid;
  };
  const fail = (why: string, cause?: unknown) => {
    failure ??= new NetwrightError(vimErrors.SFC_BUNDLE_REFUSED, `${where}: ${why}`, { cause });
    for (const { reject } of waiting.values()) reject(failure);
    waiting.clear();
  };
  const receive = (version: number, type: number, xid: number, body: Buffer) => {
    if (type === HELLO && version < VERSION)
      fail(`the switch speaks OpenFlow version ${version}, not ${VERSION}`);
    else if (type === ERROR)
      fail(`the switch refused a message: type ${body.readUInt16BE(0)}, code ${body.readUInt16BE(2)}`);
    else if (type === ECHO_REQUEST) send(ECHO_REPLY, body, xid);
    else if (type === PACKET_IN) for (const listener of listeners) listener(parsePacketIn(body));
    else if (type === BARRIER_REPLY) {
      waiting.get(xid)?.resolve();
      waiting.delete(xid);
    }
  };

  socket.on('data', (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    while (pending.length >= HEADER_BYTES) {
      const length = pending.readUInt16BE(2);
      if (length < HEADER_BYTES) return fail('a message without length');
      if (pending.length < length) return;
      const message = pending.subarray(0, length);
      pending = pending.subarray(length);
      receive(
        message.readUInt8(0),
        message.readUInt8(1),
        message.readUInt32BE(4),
        message.subarray(HEADER_BYTES),
      );
    }
  });
  socket.on('error', (cause) => fail('the connection to the bridge broke', cause));
  socket.on('close', () => fail('the connection to the bridge was closed'));
  socket.on('end', () => fail('the connection to the bridge was closed'));

  send(HELLO, Buffer.alloc(0));
  // A management connection gets no packet-in until it says how much of a packet it wants.
  const config = Buffer.alloc(4);
  config.writeUInt16BE(WHOLE_PACKET, 2);
  send(SET_CONFIG, config);

  return {
    packetOut: (inPort, packet) => {
      send(PACKET_OUT, packetOutBody(inPort, packet));
    },
    onPacketIn: (listener) => {
      listeners.push(listener);
    },
    barrier: (timeoutMs = 10_000) =>
      new Promise((resolve, reject) => {
        if (failure !== undefined) return reject(failure);
        const timer = setTimeout(() => fail(`no answer within ${timeoutMs} ms`), timeoutMs);
        const end = (finish: () => void) => () => {
          clearTimeout(timer);
          finish();
        };
        waiting.set(send(BARRIER_REQUEST, Buffer.alloc(0)), {
          resolve: end(resolve),
          reject: (error) => end(() => reject(error))(),
        });
      }),
    close: () => {
      socket.destroy();
    },
  };
}

/** Action `output:TABLE` (OpenFlow 1.5.1 clause 7.3.6): only allowed in packet-out, starts at the first table. */
function packetOutBody(inPort: number, packet: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(NO_BUFFER, 0);
  head.writeUInt16BE(16, 4);
  const match = Buffer.alloc(16);
  match.writeUInt16BE(1, 0);
  match.writeUInt16BE(12, 2);
  match.writeUInt32BE(0x80000004, 4);
  match.writeUInt32BE(inPort, 8);
  const action = Buffer.alloc(16);
  action.writeUInt16BE(0, 0);
  action.writeUInt16BE(16, 2);
  action.writeUInt32BE(PORT_TABLE, 4);
  return Buffer.concat([head, match, action, packet]);
}

/** Clause 7.4.1; the match holds the pipeline's metadata, here the ingress port and Open vSwitch's registers. */
export function parsePacketIn(body: Buffer): PacketIn {
  const matchLength = body.readUInt16BE(18);
  const registers = new Map<number, number>();
  let inPort = 0;
  for (let at = 20; at + 4 <= 16 + matchLength; at += 4 + body.readUInt8(at + 3)) {
    const oxmClass = body.readUInt16BE(at);
    const field = body.readUInt8(at + 2) >> 1;
    const length = body.readUInt8(at + 3);
    if (oxmClass === 0x8000 && field === 0 && length === 4) inPort = body.readUInt32BE(at + 4);
    // From OpenFlow 1.5 on, registers come in pairs (packet registers, class 0x8001), with a mask where one is unset.
    if (oxmClass === 0x8001 && field < 8 && length >= 8) {
      for (const half of [0, 1]) {
        const value = body.readUInt32BE(at + 4 + 4 * half);
        if (value !== 0) registers.set(2 * field + half, value);
      }
    }
  }
  const dataAt = 16 + Math.ceil(matchLength / 8) * 8 + 2;
  return {
    table: body.readUInt8(7),
    cookie: body.readBigUInt64BE(8),
    inPort,
    registers,
    data: Buffer.from(body.subarray(dataAt)),
  };
}
