import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectLocal } from './local-connection.ts';
import { WRITE_FILE } from './remote-file.ts';

const host = connectLocal('here');
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'netwright-local-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('connectLocal', () => {
  it('passes arguments as they are and stdin as data', async () => {
    expect((await host.exec(['printf', '%s|', '$(id)', "a'b"])).stdout).toBe("$(id)|a'b|");
    expect((await host.script('# echo\necho "$2-$1"; cat', ['a', 'b c'], { stdin: 'data' })).stdout).toBe(
      'b c-a\ndata',
    );
  });

  it('tells failure, allowed exit codes and a missing program apart', async () => {
    await expect(host.script('# three\necho why >&2; exit 3')).rejects.toMatchObject({
      code: 'VIM_COMMAND_FAILED',
      message: '"script: three" on here exited with 3: why',
      facts: { exitCode: 3 },
    });
    expect((await host.exec(['false'], { allowExitCodes: [0, 1] })).exitCode).toBe(1);
    expect((await host.exec(['no-such-program'], { allowExitCodes: 'any' })).exitCode).toBe(127);
  });

  it('kills the command and its children at the deadline', async () => {
    const marker = '31.4159';
    await expect(host.script(`sleep "$1" & wait`, [marker], { timeoutMs: 60 })).rejects.toMatchObject({
      code: 'VIM_COMMAND_TIMEOUT',
    });
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })).not.toContain(`sleep ${marker}`);
    const abort = new AbortController();
    const running = host.exec(['sleep', '30'], { signal: abort.signal });
    abort.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
  });

  it('writes and uploads atomically', async () => {
    const target = join(folder, 'a file');
    await host.writeFile(target, 'text', 0o640);
    expect(await host.readTextFile(target)).toBe('text');
    expect(statSync(target).mode & 0o777).toBe(0o640);
    const source = join(folder, 'source');
    writeFileSync(source, Buffer.alloc(200_000, 7));
    const progress: number[] = [];
    await host.uploadFile(source, target, { onProgress: (bytes) => progress.push(bytes) });
    expect(readFileSync(target).equals(readFileSync(source))).toBe(true);
    expect(progress.at(-1)).toBe(200_000);
    await expect(host.uploadFile(join(folder, 'absent'), target)).rejects.toThrow(/ENOENT/);
    expect(readdirSync(folder).sort()).toEqual(['a file', 'source']);
  });

  it('talks to unix sockets', async () => {
    const path = join(folder, 'sock');
    const server = createServer((socket) => socket.end('hello')).listen(path);
    const stream = await host.openUnixSocket(path);
    const text = (await stream.toArray()).join('');
    server.close();
    expect(text).toBe('hello');
    await expect(host.openUnixSocket(join(folder, 'none'))).rejects.toMatchObject({
      code: 'VIM_HOST_UNREACHABLE',
    });
  });
});

describe('WRITE_FILE', () => {
  it('puts the file in place only if all of it came', async () => {
    const target = join(folder, 'whole');
    await host.script(WRITE_FILE, [target, 'p1', '600', '3'], { stdin: 'abc' });
    expect(readFileSync(target, 'utf8')).toBe('abc');
    await expect(host.script(WRITE_FILE, [target, 'p2', '600', '9'], { stdin: 'half' })).rejects.toThrow(
      /only 4 of 9 bytes/,
    );
    expect(readFileSync(target, 'utf8')).toBe('abc');
    expect(readdirSync(folder).filter((name) => name.startsWith('whole'))).toEqual(['whole']);
  });
});
