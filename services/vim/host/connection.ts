/**
 * One login to one compute host. Everything Netwright does on a host goes through it: commands, files, OVSDB and
 * libvirt (unix sockets forwarded over the same login), so a host needs no open port but SSH.
 */
import type { Duplex } from 'node:stream';

export interface ExecResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ExecOptions {
  readonly stdin?: string | Buffer;
  /** Default 30 000. On expiry the remote command is signalled and VIM_COMMAND_TIMEOUT thrown. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Exit codes that are answers, not failures; default `[0]`. Others throw VIM_COMMAND_FAILED with stderr's tail. */
  readonly allowExitCodes?: readonly number[] | 'any';
}

export interface HostConnection {
  readonly hostId: string;
  /** Runs one program; every argument is quoted by the implementation, never interpreted. */
  exec(argv: readonly [string, ...string[]], options?: ExecOptions): Promise<ExecResult>;
  /**
   * Runs a constant POSIX shell script (text known at build time, never assembled from input) with `args` as its
   * positional parameters `$1…`. One round trip for many small steps.
   */
  script(source: string, args?: readonly string[], options?: ExecOptions): Promise<ExecResult>;
  readTextFile(path: string): Promise<string>;
  /** Atomic: writes beside the target and renames. */
  writeFile(path: string, data: string | Buffer, mode?: number): Promise<void>;
  /** Streams a local file; atomic like writeFile; `onProgress` gets bytes sent so far. */
  uploadFile(
    localPath: string,
    remotePath: string,
    options?: { onProgress?: (bytes: number) => void; signal?: AbortSignal },
  ): Promise<void>;
  /** A stream to a unix socket on the host (direct-streamlocal), e.g. OVSDB's. */
  openUnixSocket(path: string): Promise<Duplex>;
  /** Path of a unix socket on *this* machine that leads to the host's libvirtd; lives as long as the connection. */
  libvirtSocket(): Promise<string>;
  close(): Promise<void>;
}
