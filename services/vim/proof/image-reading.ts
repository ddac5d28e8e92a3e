/**
 * SHA-256 of the base image that a running QEMU really reads: hashed through the process's own descriptor, so a file
 * that was renamed over the path, or changed in place, shows.
 */
import { NetwrightError } from '#kernel/errors.ts';
import { vimErrors } from '../errors.ts';
import type { HostConnection } from '../host/connection.ts';
import type { OperationContext } from '../model.ts';
import type { OpenFile, VnfcReading } from './vnfc-reading.ts';

/** $1 pid, $2 descriptor, $3 device:inode it had when it was looked up (a descriptor may be reused meanwhile). */
const SCRIPT = `
now=$(find -L "/proc/$1/fd/$2" -maxdepth 0 -printf '%D:%i') || exit 1
[ "$now" = "$3" ] || { echo "descriptor $2 of process $1 is another file now" >&2; exit 1; }
sha256sum <"/proc/$1/fd/$2"
`;

export interface ImageReading {
  readonly sha256: string;
  readonly path: string;
  readonly sizeBytes: number;
  readonly where: string;
}

/** Hashing runs at disk speed, so big images take minutes: the deadline is by size, at least two minutes. */
export async function readBaseImage(
  host: HostConnection,
  vnfc: VnfcReading,
  ctx: OperationContext,
): Promise<ImageReading> {
  const file = openBaseImage(vnfc);
  const timeoutMs = Math.max(120_000, file.sizeBytes / 20_000);
  const result = await host.script(SCRIPT, [`${vnfc.pid}`, `${file.fd}`, file.identity], {
    signal: ctx.signal,
    timeoutMs,
  });
  const sha256 = /^[0-9a-f]{64}/.exec(result.stdout)?.[0];
  if (sha256 === undefined) {
    throw new NetwrightError(vimErrors.VIM_COMMAND_FAILED, `sha256sum answered "${result.stdout.trim()}"`);
  }
  return {
    sha256,
    path: file.path,
    sizeBytes: file.sizeBytes,
    where: `sha256sum /proc/${vnfc.pid}/fd/${file.fd} -> ${file.path}`,
  };
}

/** The open file at the bottom of the disk's backing chain; a replaced file carries the kernel's ` (deleted)`. */
export function openBaseImage(vnfc: VnfcReading): OpenFile {
  const path = vnfc.baseImagePath;
  if (path === null) throw new NetwrightError(vimErrors.VIM_COMMAND_FAILED, 'The domain has no disk image');
  const file = vnfc.files.find((open) => open.path === path || open.path === `${path} (deleted)`);
  if (file === undefined) {
    throw new NetwrightError(vimErrors.VIM_COMMAND_FAILED, `QEMU ${vnfc.pid} does not have ${path} open`);
  }
  return file;
}
