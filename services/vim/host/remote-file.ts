/** Constants of file work on a host, the same for a local and a remote one. */

/** Where libvirt's daemons listen: the monolithic libvirtd and the socket of the modular virtqemud share this path. */
export const LIBVIRT_SOCKET = '/run/libvirt/libvirt-sock';

/**
 * $1 target, $2 suffix of the part, $3 mode in octal, $4 size in bytes; data on stdin. The size decides whether the
 * data came whole: a lost connection looks like its end, and would otherwise leave half a file under its full name.
 */
export const WRITE_FILE = `# write a file
set -eu
umask 077
part=$1.$2
trap 'rm -f -- "$part"' EXIT HUP TERM
cat >"$part"
got=$(stat -c %s -- "$part")
[ "$got" = "$4" ] || { echo "only $got of $4 bytes of $1 arrived" >&2; exit 75; }
chmod "$3" -- "$part"
mv -f -T -- "$part" "$1"
`;

/** A minute, and a second for each 256 KiB: slower than that is a stall, not an upload. */
export function uploadTimeoutMs(sizeBytes: number): number {
  return 60_000 + Math.ceil(sizeBytes / (256 * 1024)) * 1000;
}
