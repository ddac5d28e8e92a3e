import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { bearerMatches, ensureApiToken, tokenFile } from './http-auth.ts';

it('makes one token for a state folder, readable by its owner only', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'token-'));
  try {
    const [first, second] = await Promise.all([ensureApiToken(folder), ensureApiToken(folder)]);
    expect(await ensureApiToken(folder)).toBe(first);
    expect(second).toBe(first);
    expect((await stat(tokenFile(folder))).mode & 0o777).toBe(0o600);
  } finally {
    await rm(folder, { recursive: true });
  }
});

it('takes the exact bearer token only', () => {
  expect(bearerMatches('Bearer abc', 'abc')).toBe(true);
  expect(bearerMatches('bearer abc', 'abc')).toBe(true);
  for (const header of [undefined, '', 'abc', 'Bearer abcd', 'Basic abc', 'Bearer ']) {
    expect(bearerMatches(header, 'abc')).toBe(false);
  }
  expect(bearerMatches('Bearer ', '')).toBe(false);
});
