/** The bearer token of the API: made at the first start, kept where only its owner reads it, compared in constant time. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** File of the token inside the state folder. */
export function tokenFile(stateDir: string): string {
  return join(stateDir, 'api-token');
}

/** Reads the token of this state folder, making one (mode 0600) where there is none. */
export async function ensureApiToken(stateDir: string): Promise<string> {
  await mkdir(stateDir, { recursive: true, mode: 0o700 });
  const path = tokenFile(stateDir);
  // Written aside and linked into place: of two first starts one wins, and nobody ever reads half a token.
  const fresh = `${path}.${randomBytes(6).toString('hex')}`;
  await writeFile(fresh, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flush: true });
  try {
    await link(fresh, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(fresh, { force: true });
  }
  return (await readFile(path, 'utf8')).trim();
}

/** True where `header` is `Bearer <token>`. Digests are compared, so that neither length nor content leaks by time. */
export function bearerMatches(header: string | undefined, token: string): boolean {
  const given = /^bearer +(\S+)$/i.exec(header ?? '')?.[1] ?? '';
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(token)) && given !== '';
}
