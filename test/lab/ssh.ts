/** Commands on the lab host over one SSH login, its host key pinned. For tests and the lab itself. */
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import ssh2 from 'ssh2';
import { fingerprintOf } from './keys.ts';

export interface SshTarget {
  readonly sshHost: '127.0.0.1';
  readonly sshPort: number;
  readonly user: 'root';
  readonly identityFile: string;
  readonly hostKeySha256: string;
}

export interface SshResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** One login; throws when the host does not answer within `timeoutMs` or shows another key than the pinned one. */
export async function connectSsh(target: SshTarget, timeoutMs = 15_000): Promise<ssh2.Client> {
  const client = new ssh2.Client();
  const { promise, resolve, reject } = Promise.withResolvers<ssh2.Client>();
  client.once('ready', () => resolve(client));
  client.once('error', reject);
  client.once('close', () => reject(new Error('the lab host closed the connection')));
  client.connect({
    host: target.sshHost,
    port: target.sshPort,
    username: target.user,
    privateKey: await readFile(target.identityFile),
    readyTimeout: timeoutMs,
    // taking the lab back to its snapshot cuts every login without a word
    keepaliveInterval: 5_000,
    keepaliveCountMax: 4,
    algorithms: { kex: ['curve25519-sha256'], serverHostKey: ['ssh-ed25519'] },
    hostVerifier: (key: Buffer) =>
      fingerprintOf(`ssh-ed25519 ${key.toString('base64')}`) === target.hostKeySha256,
  });
  try {
    await promise;
  } catch (error) {
    client.destroy();
    throw error;
  }
  // later errors surface as failing commands; without a listener they would end the process
  client.on('error', () => {});
  return client;
}

/** Tries to log in until `deadline` (ms since the epoch). */
export async function connectUntil(target: SshTarget, deadline: number): Promise<ssh2.Client> {
  for (;;) {
    const left = deadline - Date.now();
    try {
      return await connectSsh(target, Math.max(1_000, Math.min(left, 10_000)));
    } catch (error) {
      if (Date.now() + 300 > deadline) throw error;
      await sleep(200);
    }
  }
}

/** Runs a shell command line; any exit code is an answer, a killed command counts as 255. */
export function execute(client: ssh2.Client, command: string): Promise<SshResult> {
  const { promise, resolve, reject } = Promise.withResolvers<SshResult>();
  client.exec(command, (error, channel) => {
    if (error) return reject(error);
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    let exitCode = 255;
    channel.on('data', (chunk: Buffer) => out.push(chunk));
    channel.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    channel.on('exit', (code: number | null) => {
      exitCode = code ?? 255;
    });
    channel.on('close', () =>
      resolve({ stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString(), exitCode }),
    );
    return undefined;
  });
  return promise;
}
