/** What a host gets when it joins, and loses when it leaves: Netwright's folders and the integration bridge. */
import { NetwrightError } from '#kernel/errors.ts';
import { listOwnedDomains } from '../compute/vnfc.ts';
import { IMAGES_FOLDER, VF_FOLDER, VHOST_USER_FOLDER, VNFC_FOLDER } from '../compute/vnfc-paths.ts';
import { vimErrors } from '../errors.ts';
import { createBridge, releaseBridge } from '../network/bridge.ts';
import type { HostConnection } from './connection.ts';

/** Every guest port and SAP of a host is on this bridge. */
export const INTEGRATION_BRIDGE = 'br-nfv';

/**
 * $1 images, $2 VNFCs, $3 sockets. QEMU listens on the sockets, so their folder belongs to the user QEMU runs
 * as: what qemu.conf says, else Debian's libvirt-qemu, else root. Others may pass through but not list.
 */
const CREATE_FOLDERS = `# create the folders
set -eu
user=$(sed -n 's/^[[:space:]]*user[[:space:]]*=[[:space:]]*"\\{0,1\\}+\\{0,1\\}\\([^"[:space:]]*\\)"\\{0,1\\}.*/\\1/p' /etc/libvirt/qemu.conf 2>/dev/null | tail -n 1)
[ -n "$user" ] || user=libvirt-qemu
id -u "$user" >/dev/null 2>&1 || user=root
install -d -m 0711 -- "\${1%/*}" "$1" "$2" "\${3%/*}"
install -d -m 0770 -o "$user" -g "$(id -g "$user")" -- "$3"
`;

/** As above, and $4 VFs (made with the first VF, removed with the last). Exit code 3 with what is left. */
const REMOVE_FOLDERS = `# remove the folders
set -eu
left=
for folder in "$@"; do
  [ ! -d "$folder" ] || left="$left$(find "$folder" -mindepth 1 -maxdepth 1 | head -n 5)"
done
[ -z "$left" ] || { echo "$left"; exit 3; }
for folder in "$@"; do [ ! -d "$folder" ] || rmdir -- "$folder"; done
for parent in "\${1%/*}" "\${3%/*}"; do [ ! -d "$parent" ] || rmdir -- "$parent"; done
`;

const FOLDERS = [IMAGES_FOLDER, VNFC_FOLDER, VHOST_USER_FOLDER];

/** Makes the host ready for guests; run again, it changes nothing. */
export async function prepareHost(host: HostConnection): Promise<void> {
  await host.script(CREATE_FOLDERS, FOLDERS);
  await createBridge(host, { name: INTEGRATION_BRIDGE });
}

/**
 * Takes back everything prepareHost made; run again, it goes on where it was refused. Throws VIM_HOST_IN_USE where a
 * guest, a disk, a socket or a VF of ours is left, VIM_BRIDGE_IN_USE where the bridge still has ports.
 */
export async function releaseHost(host: HostConnection): Promise<void> {
  const inUse = (what: string) =>
    new NetwrightError(vimErrors.VIM_HOST_IN_USE, `${host.hostId} still carries ${what}`, {
      facts: { hostId: host.hostId },
    });
  const domains = await listOwnedDomains(host);
  if (domains.length > 0) throw inUse(`the domains ${domains.map((domain) => domain.domainName).join(', ')}`);
  await releaseBridge(host, { name: INTEGRATION_BRIDGE });
  const removed = await host.script(REMOVE_FOLDERS, [...FOLDERS, VF_FOLDER], {
    allowExitCodes: [0, 3],
  });
  if (removed.exitCode === 3) throw inUse(removed.stdout.trim().split('\n').join(', '));
}
