import { type Duplex, duplexPair } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createOvsdbClient } from './client.ts';
import { createJsonStream } from './json-stream.ts';
import { insert } from './operations.ts';

type Message = { id: number; method: string; params: unknown[] };
type Answer = (message: Message, socket: Duplex) => void;

/** A server in this process on the other end of a stream pair. */
function serve(answer: Answer): { open: () => Promise<Duplex>; opened: Duplex[] } {
  const opened: Duplex[] = [];
  return {
    opened,
    open: async () => {
      const [here, there] = duplexPair();
      const json = createJsonStream();
      there.on('data', (chunk: Buffer) => {
        for (const message of json.push(chunk)) answer(message as Message, there);
      });
      opened.push(there);
      return here;
    },
  };
}
const reply = (socket: Duplex, id: number, result: unknown) =>
  socket.write(JSON.stringify({ id, result, error: null }));
const SCHEMA = { tables: { T: { columns: { n: { type: 'integer' } } } } };

describe('OVSDB client', () => {
  it('answers the server’s echo and turns an operation’s error into a typed one', async () => {
    const echoes: unknown[] = [];
    const server = serve((message, socket) => {
      if (message.method === 'transact') {
        socket.write(JSON.stringify({ id: 'echo', method: 'echo', params: ['alive'] }));
        reply(socket, message.id, [{ error: 'constraint violation', details: 'no such column' }]);
      } else if ((message as { result?: unknown }).result) echoes.push(message);
    });
    const client = createOvsdbClient(server.open, 'host-1');
    await expect(client.transact([insert('T', { n: 1 })])).rejects.toMatchObject({
      code: 'VIM_OVSDB_FAILED',
      message: 'host-1: insert T failed: constraint violation: no such column',
    });
    expect(echoes).toEqual([{ id: 'echo', result: ['alive'], error: null }]);
  });

  it('gives up on a silent server, and connects again after a drop', async () => {
    let silent = true;
    const server = serve((message, socket) => {
      if (!silent) reply(socket, message.id, [{ rows: [] }]);
    });
    const client = createOvsdbClient(server.open, 'host-1');
    await expect(client.transact([], { timeoutMs: 20 })).rejects.toThrow(
      'no answer to transact within 20 ms',
    );
    const lost = client.transact([]);
    setImmediate(() => server.opened[0]?.end());
    await expect(lost).rejects.toThrow('the connection to the database broke');
    silent = false;
    expect(await client.select('T', [])).toEqual([]);
    expect(server.opened.length).toBe(2);
  });

  it('watches rows through a drop, with an update in the same chunk as the answer', async () => {
    let monitors = 0;
    const server = serve((message, socket) => {
      if (message.method === 'get_schema') reply(socket, message.id, SCHEMA);
      if (message.method !== 'monitor_cond') return;
      monitors++;
      const initial = JSON.stringify({
        id: message.id,
        result: { T: { u: { initial: { n: monitors } } } },
        error: null,
      });
      if (monitors === 1) {
        socket.write(initial);
        setImmediate(() => socket.end());
      } else {
        const update = {
          id: null,
          method: 'update2',
          params: [message.params[1], { T: { u: { modify: { n: 9 } } } }],
        };
        socket.write(initial + JSON.stringify(update));
      }
    });
    const client = createOvsdbClient(server.open, 'host-1');
    const seen: unknown[] = [];
    const found = await client.watch(
      { T: { columns: ['n'] } },
      (rows) => {
        const n = rows.rows('T').get('u')?.n;
        seen.push(n);
        return n === 9 ? 'nine' : undefined;
      },
      { timeoutMs: 5000 },
    );
    expect(found).toBe('nine');
    expect(seen).toEqual([1, 9]);
  });

  it('says null when the time is up, and stops at once when the caller cancels', async () => {
    const server = serve((message, socket) => {
      if (message.method === 'get_schema') reply(socket, message.id, SCHEMA);
      if (message.method === 'monitor_cond') reply(socket, message.id, {});
    });
    const client = createOvsdbClient(server.open, 'host-1');
    expect(await client.watch({ T: { columns: ['n'] } }, () => undefined, { timeoutMs: 20 })).toBeNull();
    const cancelled = AbortSignal.timeout(20);
    await expect(
      client.watch({ T: { columns: ['n'] } }, () => undefined, { timeoutMs: 60_000, signal: cancelled }),
    ).rejects.toThrow(/timeout/i);
  });
});
