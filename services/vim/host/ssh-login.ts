/** One SSH login: the TCP connection, the host key's check and the authentication, with each failure told apart. */
import { createHash } from 'node:crypto';
import ssh2 from 'ssh2';
import { NetwrightError } from '#kernel/errors.ts';
import { vimErrors } from '../errors.ts';
import { parseSshUrl } from './ssh-address.ts';

export interface SshTarget {
  readonly hostId: string;
  /** `ssh://user@host:port`. */
  readonly url: string;
  /** OpenSSH or PEM text, without passphrase. */
  readonly privateKey: string | Buffer;
  /** `SHA256:…` as `ssh-keygen -l` prints it. Where given, another key ends the login with VIM_HOST_KEY_MISMATCH. */
  readonly hostKeySha256?: string | undefined;
  /** Told the host's key at each login, so that the first one can be pinned. */
  readonly onHostKey?: ((sha256: string) => void) | undefined;
}

const CONNECT_DEADLINE_MS = 15_000;
const KEEPALIVE_INTERVAL_MS = 10_000;
const KEEPALIVE_MISSES = 3;

/** The fingerprint of a host key blob in OpenSSH's notation. */
export function hostKeyFingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/**
 * Logs in. Throws VIM_HOST_UNREACHABLE, VIM_HOST_AUTH_FAILED, VIM_HOST_KEY_MISMATCH or VIM_HOST_URL_INVALID, at the
 * latest after 15 s.
 */
export function login(target: SshTarget): Promise<ssh2.Client> {
  const address = parseSshUrl(target.url);
  const facts = { hostId: target.hostId, host: address.host, port: address.port, username: address.username };
  const client = new ssh2.Client();
  let presentedKey: string | undefined;
  let keyRefused = false;

  return new Promise((resolve, reject) => {
    let settled = false;
    const fail = (error: NetwrightError) => {
      if (settled) return;
      settled = true;
      clearTimeout(deadline);
      client.on('error', () => {});
      client.destroy();
      reject(error);
    };
    const unreachable = (why: string, cause?: unknown) =>
      fail(
        new NetwrightError(vimErrors.VIM_HOST_UNREACHABLE, `${address.host}:${address.port}: ${why}`, {
          facts,
          cause,
        }),
      );
    // ssh2's own readyTimeout starts only after the TCP connection stands; this one covers all of it.
    const deadline = setTimeout(
      () => unreachable(`no SSH login within ${CONNECT_DEADLINE_MS} ms`),
      CONNECT_DEADLINE_MS,
    );

    client.on('ready', () => {
      if (settled) return;
      settled = true;
      clearTimeout(deadline);
      client.removeAllListeners('error');
      client.on('error', () => {});
      client.setNoDelay(true);
      resolve(client);
    });
    client.on('close', () => unreachable('the connection was closed during the login'));
    client.on('error', (error: Error & { level?: string }) => {
      if (keyRefused) {
        fail(
          new NetwrightError(
            vimErrors.VIM_HOST_KEY_MISMATCH,
            `${address.host}:${address.port} presents ${presentedKey}, pinned is ${target.hostKeySha256}`,
            { facts: { ...facts, presented: presentedKey, pinned: target.hostKeySha256 } },
          ),
        );
      } else if (error.level === 'client-authentication') {
        fail(
          authFailed(`${address.host} refused user "${address.username}" with the key given`, facts, error),
        );
      } else {
        unreachable(error.message, error);
      }
    });
    try {
      client.connect({
        ...address,
        privateKey: target.privateKey,
        readyTimeout: CONNECT_DEADLINE_MS,
        keepaliveInterval: KEEPALIVE_INTERVAL_MS,
        keepaliveCountMax: KEEPALIVE_MISSES,
        hostVerifier: (key: Buffer) => {
          presentedKey = hostKeyFingerprint(key);
          keyRefused = target.hostKeySha256 !== undefined && target.hostKeySha256 !== presentedKey;
          if (!keyRefused) target.onHostKey?.(presentedKey);
          return !keyRefused;
        },
      });
    } catch (error) {
      // connect() itself throws only for a key it cannot read; its message never holds the key.
      fail(authFailed('the private key given cannot be read', facts, error));
    }
  });
}

function authFailed(detail: string, facts: Record<string, unknown>, cause: unknown): NetwrightError {
  return new NetwrightError(vimErrors.VIM_HOST_AUTH_FAILED, detail, { facts, cause });
}
