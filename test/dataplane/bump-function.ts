/**
 * A service function for tests: a bump in the wire between two simulated devices. Each connects to a unix socket and
 * sends frames behind a length of two bytes; what comes by one socket goes out by the other, with the DSCP trail
 * continued as the sample VNFs do it.
 */
import { createServer, type Server, type Socket } from 'node:net';
import { checksum } from '#vim/dataplane/probe-packet.ts';

export interface BumpFunction extends AsyncDisposable {
  readonly sockets: readonly [ingress: string, egress: string];
  /** Frames given to it by the switch so far, by side. */
  readonly given: readonly [number, number];
  /** What it does with a frame; null swallows it. */
  behave(change: (frame: Buffer) => Buffer | null): void;
  /** Sends a frame of its own out of a side. */
  emit(side: 0 | 1, frame: Buffer): void;
}

export async function startBumpFunction(folder: string, name: string, mark: number): Promise<BumpFunction> {
  const sides: (Socket | undefined)[] = [undefined, undefined];
  const given: [number, number] = [0, 0];
  let change = (frame: Buffer): Buffer | null => marked(frame, mark);
  const send = (side: number, frame: Buffer) => {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(frame.length);
    sides[side]?.write(Buffer.concat([length, frame]));
  };
  const listen = (side: 0 | 1, path: string) =>
    new Promise<Server>((resolve, reject) => {
      const server = createServer((socket) => {
        sides[side] = socket;
        let pending = Buffer.alloc(0);
        socket.on('error', () => {});
        socket.on('data', (chunk: Buffer) => {
          pending = Buffer.concat([pending, chunk]);
          while (pending.length >= 2 && pending.length >= 2 + pending.readUInt16BE(0)) {
            const end = 2 + pending.readUInt16BE(0);
            given[side]++;
            const frame = change(Buffer.from(pending.subarray(2, end)));
            pending = pending.subarray(end);
            if (frame !== null) send(1 - side, frame);
          }
        });
      });
      server.on('error', reject);
      server.listen(path, () => resolve(server));
    });
  const sockets = [`${folder}/${name}-in.sock`, `${folder}/${name}-out.sock`] as const;
  const servers = await Promise.all([listen(0, sockets[0]), listen(1, sockets[1])]);
  return {
    sockets,
    given,
    behave: (to) => {
      change = to;
    },
    emit: send,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sides) socket?.destroy();
      await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
    },
  };
}

/** dscp' = (dscp * 4 + mark) mod 64, IPv4 and IPv6. */
export function marked(frame: Buffer, mark: number): Buffer {
  const etherType = frame.readUInt16BE(12);
  if (etherType === 0x0800) {
    const dscp = ((frame.readUInt8(15) >> 2) * 4 + mark) % 64;
    frame.writeUInt8((dscp << 2) | (frame.readUInt8(15) & 3), 15);
    frame.writeUInt16BE(0, 24);
    frame.writeUInt16BE(checksum(frame.subarray(14, 34)), 24);
  } else if (etherType === 0x86dd) {
    const word = frame.readUInt16BE(14);
    const dscp = (((word >> 6) & 63) * 4 + mark) % 64;
    frame.writeUInt16BE((word & 0xf03f) | (dscp << 6), 14);
  }
  return frame;
}
