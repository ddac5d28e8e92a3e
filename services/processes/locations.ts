/** Where Netwright keeps things: state that must never be lost, and a cache that may be deleted at any time. */
import { homedir } from 'node:os';
import { join } from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

/** NETWRIGHT_STATE, else the XDG state folder. */
export function stateDirectory(env: Env = process.env): string {
  return env.NETWRIGHT_STATE ?? join(env.XDG_STATE_HOME ?? join(homedir(), '.local', 'state'), 'netwright');
}

/** NETWRIGHT_CACHE, else the XDG cache folder. */
export function cacheDirectory(env: Env = process.env): string {
  return env.NETWRIGHT_CACHE ?? join(env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'netwright');
}
