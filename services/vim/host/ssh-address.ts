import { NetwrightError } from '#kernel/errors.ts';
import { vimErrors } from '../errors.ts';

export interface SshAddress {
  readonly username: string;
  readonly host: string;
  readonly port: number;
}

/**
 * Reads `ssh://user@host[:port]`; the user is `root` and the port 22 where not given. Passwords and paths are
 * refused: the login is by key, and a host is not a folder. Throws VIM_HOST_URL_INVALID.
 */
export function parseSshUrl(url: string): SshAddress {
  const refuse = (why: string): never => {
    throw new NetwrightError(vimErrors.VIM_HOST_URL_INVALID, `"${url.replace(/:[^:@/]*@/, ':…@')}": ${why}`);
  };
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    return refuse('this is no URL; expected ssh://user@host:port');
  }
  if (parsed.protocol !== 'ssh:') return refuse(`the scheme is "${parsed.protocol.slice(0, -1)}", not "ssh"`);
  if (parsed.password !== '')
    return refuse('a password does not belong into the URL; the login is by private key');
  if (parsed.hostname === '') return refuse('the host name is missing');
  if (!['', '/'].includes(parsed.pathname) || parsed.search !== '' || parsed.hash !== '')
    return refuse('only user, host and port are allowed');
  return {
    username: parsed.username === '' ? 'root' : decodeURIComponent(parsed.username),
    host: parsed.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: parsed.port === '' ? 22 : Number(parsed.port),
  };
}
