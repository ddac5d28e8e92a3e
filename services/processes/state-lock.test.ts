import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockStateDir } from './state-lock.ts';
import { processStartTime, stopProcess } from './temporal/process-identity.ts';

let stateDir: string;
beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'netwright-lock-'));
});
afterEach(() => rm(stateDir, { recursive: true, force: true }));

const holder = () => join(stateDir, 'process.json');

describe('lockStateDir', () => {
  it('refuses while another live process holds the folder, and takes it over once that one is gone', async () => {
    const other = spawn('sleep', ['60']);
    const identity = { pid: other.pid as number, startTime: await processStartTime(other.pid as number) };
    await writeFile(holder(), JSON.stringify(identity));
    await expect(lockStateDir(stateDir)).rejects.toMatchObject({ code: 'STATE_DIR_LOCKED' });
    await stopProcess(identity, 100);
    const lock = await lockStateDir(stateDir);
    expect(JSON.parse(await readFile(holder(), 'utf8')).pid).toBe(process.pid);
    await lock.release();
    await expect(readFile(holder())).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('is not fooled by a recycled pid', async () => {
    await writeFile(holder(), JSON.stringify({ pid: 1, startTime: 'another process had this pid' }));
    await (await lockStateDir(stateDir)).release();
  });
});
