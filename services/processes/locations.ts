/** Where things are kept that may be deleted at any time: NETWRIGHT_CACHE, else the XDG cache folder. */
import { homedir } from 'node:os';
import { join } from 'node:path';

export function cacheDirectory(env: Readonly<Record<string, string | undefined>> = process.env): string {
  return env.NETWRIGHT_CACHE ?? join(env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'netwright');
}
