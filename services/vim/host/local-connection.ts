/** A HostConnection to the machine itself, for a worker that runs on the compute host. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { chmod, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { NetwrightError } from '#kernel/errors.ts';
import { vimErrors } from '../errors.ts';
import {
  checkOutcome,
  commandTimeout,
  DEFAULT_COMMAND_TIMEOUT_MS,
  describeCommand,
  describeScript,
} from './command-outcome.ts';
import type { ExecOptions, ExecResult, HostConnection } from './connection.ts';
import { LIBVIRT_SOCKET } from './remote-file.ts';

/** Commands run with this process's rights; no shell is involved except for `script`. */
export function connectLocal(hostId: string): HostConnection {
  return {
    hostId,
    exec: (argv, options = {}) => run(hostId, argv, describeCommand(argv), options),
    script: (source, args = [], options = {}) =>
      run(hostId, ['sh', '-c', source, 'sh', ...args], describeScript(source), options),
    readTextFile: (path) => readFile(path, 'utf8'),
    writeFile: (path, data, mode = 0o644) =>
      writeAtomically(path, mode, (part) => writeFile(part, data, { mode: 0o600 })),
    uploadFile: (localPath, remotePath, options = {}) =>
      writeAtomically(remotePath, 0o644, async (part) => {
        let sent = 0;
        const meter = new Transform({
          transform(chunk: Buffer, _encoding, done) {
            sent += chunk.length;
            options.onProgress?.(sent);
            done(null, chunk);
          },
        });
        const ending = options.signal === undefined ? {} : { signal: options.signal };
        await pipeline(createReadStream(localPath), meter, createWriteStream(part, { mode: 0o600 }), ending);
      }),
    openUnixSocket: (path) =>
      new Promise<Duplex>((resolve, reject) => {
        const socket = connect(path);
        socket.once('error', (cause) => {
          const detail = `${hostId}: no stream to the unix socket ${path}`;
          reject(new NetwrightError(vimErrors.VIM_HOST_UNREACHABLE, detail, { facts: { hostId }, cause }));
        });
        socket.once('connect', () => resolve(socket));
      }),
    libvirtSocket: async () => LIBVIRT_SOCKET,
    close: async () => {},
  };
}

async function writeAtomically(
  path: string,
  mode: number,
  fill: (part: string) => Promise<void>,
): Promise<void> {
  const part = `${path}.part-${randomBytes(4).toString('hex')}`;
  try {
    await fill(part);
    await chmod(part, mode);
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

function run(
  hostId: string,
  argv: readonly [string, ...string[]],
  description: string,
  options: ExecOptions,
): Promise<ExecResult> {
  const timeoutMs = options.timeoutMs ?? DEFAULT_COMMAND_TIMEOUT_MS;
  options.signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    // Its own process group, so that children of the command die with it.
    const child = spawn(argv[0], argv.slice(1), { detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
    const kill = () => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      } catch {
        // Gone already.
      }
    };
    const settle = (finish: () => void) => {
      clearTimeout(deadline);
      options.signal?.removeEventListener('abort', onAbort);
      finish();
    };
    const onAbort = () => {
      kill();
      settle(() => reject(options.signal?.reason));
    };
    const deadline = setTimeout(() => {
      kill();
      settle(() => reject(commandTimeout(hostId, description, timeoutMs)));
    }, timeoutMs);
    options.signal?.addEventListener('abort', onAbort, { once: true });

    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.stdin.on('error', () => {});
    child.on('error', (cause: NodeJS.ErrnoException) => {
      // As a shell would say it, so that a missing program reads the same on every kind of connection.
      const exitCode = cause.code === 'ENOENT' ? 127 : 126;
      finish({ exitCode, stdout: '', stderr: cause.message });
    });
    child.on('close', (code, signal) => {
      finish({
        exitCode: code ?? 128,
        stdout: Buffer.concat(stdout).toString('utf8'),
        stderr: `${Buffer.concat(stderr).toString('utf8')}${signal === null ? '' : `killed by ${signal}`}`,
      });
    });
    const finish = (result: ExecResult) =>
      settle(() => {
        try {
          resolve(checkOutcome(hostId, description, result, options.allowExitCodes));
        } catch (error) {
          reject(error);
        }
      });
    child.stdin.end(options.stdin ?? '');
  });
}
