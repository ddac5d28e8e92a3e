/** A HostConnection over one SSH login: one TCP connection, many channels, logged in again after a drop. */
import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Duplex } from 'node:stream';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type ssh2 from 'ssh2';
import { NetwrightError } from '#kernel/errors.ts';
import { vimErrors } from '../errors.ts';
import { createLimit } from './channel-limit.ts';
import { describeCommand, describeScript } from './command-outcome.ts';
import type { ExecOptions, ExecResult, HostConnection } from './connection.ts';
import { LIBVIRT_SOCKET, uploadTimeoutMs, WRITE_FILE } from './remote-file.ts';
import { quoteCommand } from './shell-quote.ts';
import { runSshCommand } from './ssh-command.ts';
import { login, type SshTarget } from './ssh-login.ts';
import { createUnixRelay, type UnixRelay } from './unix-relay.ts';

/** sshd allows 10 session channels per connection as it comes (MaxSessions); two are left for others. */
const SESSION_CHANNELS = 8;
const STREAM_DEADLINE_MS = 10_000;

export interface SshHostConnection extends HostConnection {
  /** The key the host presented, `SHA256:…`. */
  readonly hostKeySha256: string;
}

/**
 * Logs in to a host. The first login happens here, so a wrong address, key or fingerprint is told at once; after a
 * drop the next call logs in again and insists on the same host key. Errors as in {@link login}.
 */
export async function connectSsh(target: SshTarget): Promise<SshHostConnection> {
  let hostKey = target.hostKeySha256;
  const remember = (sha256: string) => {
    hostKey = sha256;
    target.onHostKey?.(sha256);
  };
  let client: ssh2.Client | undefined;
  let pending: Promise<ssh2.Client> | undefined;
  let closed = false;
  let relay: Promise<UnixRelay> | undefined;
  const limit = createLimit(SESSION_CHANNELS);

  const connected = async (): Promise<ssh2.Client> => {
    if (closed) throw unreachable(target.hostId, 'the connection was closed by its owner');
    if (client !== undefined) return client;
    pending ??= login({ ...target, hostKeySha256: hostKey, onHostKey: remember })
      .then((fresh) => {
        if (closed) fresh.end();
        client = fresh;
        fresh.once('close', () => {
          if (client === fresh) client = undefined;
        });
        return fresh;
      })
      .finally(() => {
        pending = undefined;
      });
    return pending;
  };

  const run = (
    argv: readonly string[],
    description: string,
    options: ExecOptions,
    feed?: (channel: NodeJS.WritableStream) => void,
  ): Promise<ExecResult> =>
    limit(async () =>
      runSshCommand(await connected(), {
        hostId: target.hostId,
        commandLine: quoteCommand(argv),
        description,
        options,
        ...(feed === undefined ? {} : { feed }),
      }),
    );

  const openUnixSocket = async (path: string): Promise<Duplex> => {
    const via = await connected();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(unreachable(target.hostId, `${path}: no answer within ${STREAM_DEADLINE_MS} ms`)),
        STREAM_DEADLINE_MS,
      );
      via.openssh_forwardOutStreamLocal(path, (error, channel) => {
        clearTimeout(timer);
        if (error === undefined) resolve(channel);
        else reject(unreachable(target.hostId, `no stream to the unix socket ${path}`, error));
      });
    });
  };

  const writeFrom = async (
    remotePath: string,
    size: number,
    mode: number,
    options: ExecOptions,
    feed: (channel: NodeJS.WritableStream) => void,
  ): Promise<void> => {
    const suffix = `part-${randomBytes(4).toString('hex')}`;
    const args = [remotePath, suffix, mode.toString(8), String(size)];
    await run(['sh', '-c', WRITE_FILE, 'sh', ...args], `write ${remotePath}`, options, feed);
  };

  await connected();
  return {
    hostId: target.hostId,
    get hostKeySha256() {
      return hostKey ?? '';
    },
    exec: (argv, options = {}) => run(argv, describeCommand(argv), options),
    script: (source, args = [], options = {}) =>
      run(['sh', '-c', source, 'sh', ...args], describeScript(source), options),
    readTextFile: async (path) => (await run(['cat', '--', path], `read ${path}`, {})).stdout,
    writeFile: (path, data, mode = 0o644) => {
      const bytes = Buffer.isBuffer(data) ? data : Buffer.from(data, 'utf8');
      return writeFrom(path, bytes.length, mode, {}, (channel) => channel.end(bytes));
    },
    uploadFile: async (localPath, remotePath, options = {}) => {
      const { size } = await stat(localPath);
      let sent = 0;
      const meter = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          sent += chunk.length;
          options.onProgress?.(sent);
          done(null, chunk);
        },
      });
      const timeoutMs = uploadTimeoutMs(size);
      let readFailure: unknown;
      const command = { timeoutMs, ...(options.signal === undefined ? {} : { signal: options.signal }) };
      const written = writeFrom(remotePath, size, 0o644, command, (channel) => {
        pipeline(createReadStream(localPath, { highWaterMark: 256 * 1024 }), meter, channel).catch(
          (error) => {
            // Where the channel went first, the command's own end says why; a read error shows up as a short file.
            readFailure = error;
          },
        );
      });
      await written.catch((error: unknown) => {
        if (readFailure !== undefined && error instanceof Error) error.cause ??= readFailure;
        throw error;
      });
    },
    openUnixSocket,
    libvirtSocket: async () => {
      relay ??= createUnixRelay(() => openUnixSocket(LIBVIRT_SOCKET));
      return (await relay).path;
    },
    close: async () => {
      closed = true;
      await (await relay)?.close();
      const last = client;
      client = undefined;
      if (last === undefined) return;
      const gone = new Promise<void>((resolve) => last.once('close', () => resolve()));
      last.end();
      const force = setTimeout(() => last.destroy(), 1000);
      await gone;
      clearTimeout(force);
    },
  };
}

function unreachable(hostId: string, detail: string, cause?: unknown): NetwrightError {
  return new NetwrightError(vimErrors.VIM_HOST_UNREACHABLE, `${hostId}: ${detail}`, {
    facts: { hostId },
    cause,
  });
}
