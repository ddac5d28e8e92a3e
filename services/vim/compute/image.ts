/**
 * The disk of a VNFC: one base image per checksum and host, shared by hard links, and an overlay per VNFC that takes
 * its writes. The link count is the reference count: no list has to be kept in step with the disk.
 */
import { randomBytes } from 'node:crypto';
import { NetwrightError } from '#kernel/errors.ts';
import { vimErrors } from '../errors.ts';
import type { HostConnection } from '../host/connection.ts';
import type { OperationContext, VnfcSpec } from '../model.ts';
import { IMAGES_FOLDER, VNFC_FOLDER } from './vnfc-paths.ts';

export const BASE_ABSENT = 3;
export const CHECKSUM_WRONG = 4;

/**
 * $1 images folder, $2 VNFC folder, $3 checksum, $4 format, $5 uploaded part or empty. The lock is the images folder
 * itself: a lock file would be one more thing to leave behind.
 */
export const STAGE = `# stage the disk of a VNFC
set -eu
base=$1/$3.$4
part=$5
if [ -n "$part" ]; then
  got=$(sha256sum <"$part" | cut -d ' ' -f 1)
  [ "$got" = "$3" ] || { rm -f -- "$part"; echo "$got"; exit ${CHECKSUM_WRONG}; }
fi
exec 9<"$1"
flock -w 120 9
# a part that is gone was released while it was being hashed: nothing may be made again
[ -z "$part" ] || [ -e "$part" ] || exit 1
install -d -m 0711 -- "$2"
if [ -n "$part" ]; then
  if [ -e "$base" ]; then rm -f -- "$part"; else mv -T -- "$part" "$base"; fi
fi
[ -e "$base" ] || exit ${BASE_ABSENT}
[ "$2/base.$4" -ef "$base" ] || ln -f -- "$base" "$2/base.$4"
rm -f -- "$2/disk.qcow2" "$2/console.log"
qemu-img create -q -f qcow2 -F "$4" -b "$2/base.$4" "$2/disk.qcow2"
rm -f -- "$2"/upload-*
`;

/** $1 images folder, $2 VNFC folder, $3 checksum, $4 format. Succeeds on what is absent. */
export const UNSTAGE = `# remove the disk of a VNFC
set -eu
[ -d "$1" ] || { rm -rf -- "$2"; exit 0; }
exec 9<"$1"
flock -w 120 9
rm -rf -- "$2"
base=$1/$3.$4
[ ! -e "$base" ] || [ "$(stat -c %h -- "$base")" -gt 1 ] || rm -f -- "$base"
`;

type ImageOwner = Pick<VnfcSpec, 'vnfcId' | 'image'>;

/** Images on their way in this process, by host and checksum: VNFCs that start together share one upload. */
const arriving = new WeakMap<HostConnection, Map<string, Promise<void>>>();
const MOST_TRIES = 3;

/**
 * Puts a fresh overlay on the verified base image into the VNFC's folder; an overlay of before is replaced, so the
 * VNFC must not run. Uploads the base only where the host lacks it. Throws VIM_IMAGE_CHECKSUM_MISMATCH.
 */
export async function createImage(
  host: HostConnection,
  owner: ImageOwner,
  source: { readonly imagePath: string },
  ctx: OperationContext,
): Promise<void> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    if ((await stage(host, owner, '', ctx)) !== BASE_ABSENT) return;
    await bringImage(host, owner, source.imagePath, ctx);
  }
  // Each time it was brought, its last user released it before this VNFC took hold of it.
  if ((await stage(host, owner, '', ctx)) !== BASE_ABSENT) return;
  throw new NetwrightError(
    vimErrors.VIM_COMMAND_FAILED,
    `image ${owner.image.sha256} vanished from ${host.hostId} ${MOST_TRIES} times while it was staged`,
    { facts: { hostId: host.hostId } },
  );
}

/** Removes the VNFC's folder, and the base image with its last user. */
export async function releaseImage(host: HostConnection, owner: ImageOwner): Promise<void> {
  await host.script(UNSTAGE, scriptArguments(owner), { timeoutMs: 150_000 });
}

async function stage(
  host: HostConnection,
  owner: ImageOwner,
  part: string,
  ctx: OperationContext,
): Promise<number> {
  const { exitCode, stdout } = await host.script(STAGE, [...scriptArguments(owner), part], {
    // Hashing runs at disk speed, at worst some 20 MB/s.
    timeoutMs: 150_000 + owner.image.sizeBytes / 20_000,
    signal: ctx.signal,
    allowExitCodes: [0, BASE_ABSENT, CHECKSUM_WRONG],
  });
  if (exitCode === CHECKSUM_WRONG) {
    throw new NetwrightError(
      vimErrors.VIM_IMAGE_CHECKSUM_MISMATCH,
      `the image on ${host.hostId} has SHA-256 ${stdout.trim()}, the package promises ${owner.image.sha256}`,
      { facts: { hostId: host.hostId, expected: owner.image.sha256, observed: stdout.trim() } },
    );
  }
  return exitCode;
}

/** Uploads and verifies the image, or waits for whoever does. */
async function bringImage(
  host: HostConnection,
  owner: ImageOwner,
  imagePath: string,
  ctx: OperationContext,
): Promise<void> {
  const onTheWay = arriving.get(host) ?? new Map<string, Promise<void>>();
  arriving.set(host, onTheWay);
  const other = onTheWay.get(owner.image.sha256);
  if (other !== undefined) {
    ctx.progress('waiting for the image another VNFC uploads');
    // Its failure is its own: the next look at the host decides.
    await other.catch(() => {});
    return;
  }
  // In the VNFC's own folder, so that what a killed upload leaves goes with it.
  const part = `${VNFC_FOLDER}/${owner.vnfcId}/upload-${randomBytes(4).toString('hex')}`;
  const total = Math.max(1, owner.image.sizeBytes);
  const arrival = (async () => {
    await host.uploadFile(imagePath, part, {
      signal: ctx.signal,
      onProgress: (bytes) => ctx.progress(`uploading the image, ${Math.floor((bytes / total) * 100)} %`),
    });
    ctx.progress('verifying the image on the host');
    await stage(host, owner, part, ctx);
  })().finally(() => onTheWay.delete(owner.image.sha256));
  onTheWay.set(owner.image.sha256, arrival);
  await arrival;
}

function scriptArguments({ vnfcId, image }: ImageOwner): string[] {
  return [IMAGES_FOLDER, `${VNFC_FOLDER}/${vnfcId}`, image.sha256, image.diskFormat];
}
