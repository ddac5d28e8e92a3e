/** One command on one SSH session channel, from its start to its exit code. */
import type ssh2 from 'ssh2';
import { NetwrightError } from '#kernel/errors.ts';
import { vimErrors } from '../errors.ts';
import { checkOutcome, commandTimeout, DEFAULT_COMMAND_TIMEOUT_MS } from './command-outcome.ts';
import type { ExecOptions, ExecResult } from './connection.ts';

/** Time the host's own `timeout` gets beyond ours: it only has to act where this side is gone. */
const HOST_GRACE_SECONDS = 5;
const CHANNEL_RETRY_MS = 50;

export interface SshCommand {
  readonly hostId: string;
  /** Already quoted. */
  readonly commandLine: string;
  readonly description: string;
  readonly options: ExecOptions;
  /** In place of `options.stdin`: called with the channel, writes and ends it. */
  readonly feed?: (channel: NodeJS.WritableStream) => void;
}

/** First line of a command's stderr: the process group to kill. sshd ignores signal requests on a root login. */
const GROUP_LINE = /^netwright-group (\d+)\n/m;

/**
 * Runs the command. On deadline or abort its whole process group gets SIGKILL, and the host's `timeout` kills it
 * even if the connection is lost in between, so nothing outlives its caller for long.
 */
export function runSshCommand(client: ssh2.Client, command: SshCommand): Promise<ExecResult> {
  const { hostId, description, options } = command;
  const timeoutMs = options.timeoutMs ?? DEFAULT_COMMAND_TIMEOUT_MS;
  const hostSeconds = Math.ceil(timeoutMs / 1000) + HOST_GRACE_SECONDS;
  options.signal?.throwIfAborted();

  return new Promise((resolve, reject) => {
    let channel: ssh2.ClientChannel | undefined;
    let settled = false;
    const settle = (finish: () => void) => {
      if (settled) return;
      settled = true;
      clearTimeout(deadline);
      options.signal?.removeEventListener('abort', onAbort);
      client.removeListener('close', onLost);
      finish();
    };
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    const errorText = () => Buffer.concat(stderr).toString('utf8');
    const kill = () => {
      if (channel === undefined) return;
      channel.on('error', () => {});
      killGroup(client, GROUP_LINE.exec(errorText())?.[1]);
      channel.close();
    };
    const giveUp = (error: unknown) => {
      kill();
      settle(() => reject(error));
    };
    const onAbort = () => giveUp(options.signal?.reason);
    const onLost = () => settle(() => reject(lost(hostId, description)));
    const deadline = setTimeout(() => giveUp(commandTimeout(hostId, description, timeoutMs)), timeoutMs);
    options.signal?.addEventListener('abort', onAbort, { once: true });
    client.once('close', onLost);

    const refused = (error: unknown) => {
      // sshd frees a session a moment after its channel is closed, so a full house is worth a second look.
      if (isChannelRefusal(error) && !settled) setTimeout(open, CHANNEL_RETRY_MS);
      else settle(() => reject(lost(hostId, description, error)));
    };
    const open = () => {
      if (settled) return;
      try {
        client.exec(
          `echo netwright-group $$ >&2; exec timeout -k 1 ${hostSeconds} ${command.commandLine}`,
          (error, opened) => {
            if (error === undefined) started(opened);
            else refused(error);
          },
        );
      } catch (error) {
        refused(error);
      }
    };
    const started = (opened: ssh2.ClientChannel) => {
      channel = opened;
      if (settled) {
        // Given up while the channel was being opened: its first line names the process group to end.
        opened.on('error', () => {}).resume();
        opened.stderr.on('data', (chunk: Buffer) => {
          stderr.push(chunk);
          kill();
        });
        return;
      }
      let exitCode: number | null = null;
      let signalName = '';
      opened.on('data', (chunk: Buffer) => stdout.push(chunk));
      opened.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
      opened.on('error', (cause: Error) => settle(() => reject(lost(hostId, description, cause))));
      opened.on('exit', (code: number | null, signal?: string) => {
        exitCode = code;
        signalName = signal ?? '';
      });
      opened.on('close', () => {
        settle(() => {
          if (exitCode === null && signalName === '') return reject(lost(hostId, description));
          const result: ExecResult = {
            exitCode: exitCode ?? 128,
            stdout: Buffer.concat(stdout).toString('utf8'),
            stderr: `${errorText().replace(GROUP_LINE, '')}${signalName === '' ? '' : `killed by ${signalName}`}`,
          };
          try {
            resolve(checkOutcome(hostId, description, result, options.allowExitCodes));
          } catch (failed) {
            reject(failed);
          }
        });
      });
      if (command.feed === undefined) opened.end(options.stdin ?? '');
      else command.feed(opened);
    };
    open();
  });
}

/** Best effort, on a channel of its own: where it cannot be had, the host's `timeout` does it a little later. */
function killGroup(client: ssh2.Client, group: string | undefined): void {
  if (group === undefined) return;
  try {
    client.exec(`kill -KILL -- -${group}`, (error, channel) => {
      if (error === undefined) channel.on('error', () => {}).resume();
    });
  } catch {
    // The connection is gone.
  }
}

/** SSH_OPEN_ADMINISTRATIVELY_PROHIBITED, _CONNECT_FAILED and _RESOURCE_SHORTAGE (RFC 4254 5.1). */
function isChannelRefusal(error: unknown): boolean {
  const reason = (error as { reason?: unknown }).reason;
  return reason === 1 || reason === 2 || reason === 4;
}

function lost(hostId: string, description: string, cause?: unknown): NetwrightError {
  return new NetwrightError(
    vimErrors.VIM_HOST_UNREACHABLE,
    `the SSH connection to ${hostId} was lost around "${description}"`,
    { facts: { hostId, command: description }, cause },
  );
}
