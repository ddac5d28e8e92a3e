import { existsSync, mkdirSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Duplex, PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createUnixRelay } from './unix-relay.ts';

const echo = () => Promise.resolve(new PassThrough() as Duplex);

function talk(path: string, text: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(path, () => socket.end(text));
    socket.on('data', (chunk) => {
      answer += chunk.toString();
    });
    socket.on('error', () => {}); // A reset is an answer too: 'close' follows.
    socket.on('close', () => resolve(answer));
  });
}

describe('createUnixRelay', () => {
  it('carries bytes both ways in a folder only its owner can enter, and leaves nothing', async () => {
    const stale = join(tmpdir(), 'netwright-relay-4194400-abc');
    mkdirSync(stale, { recursive: true });
    const relay = await createUnixRelay(echo);
    expect(existsSync(stale)).toBe(false);
    expect(statSync(dirname(relay.path)).mode & 0o777).toBe(0o700);
    expect(await Promise.all([talk(relay.path, 'one'), talk(relay.path, 'two')])).toEqual(['one', 'two']);
    await relay.close();
    expect(existsSync(dirname(relay.path))).toBe(false);
  });

  it('drops the caller where the far side cannot be dialled, and cuts on demand', async () => {
    const refusing = await createUnixRelay(() => Promise.reject(new Error('no route')));
    expect(await talk(refusing.path, 'x')).toBe('');
    await refusing.close();
    const relay = await createUnixRelay(() =>
      Promise.resolve(
        new Duplex({
          read() {},
          write(_c, _e, done) {
            done();
          },
        }),
      ),
    );
    const socket = connect(relay.path);
    await new Promise((resolve) => socket.once('connect', resolve));
    setTimeout(() => relay.cut(), 20);
    await new Promise((resolve) => socket.once('close', resolve));
    await relay.close();
  });
});
