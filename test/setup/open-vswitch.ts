/**
 * Open vSwitch's programs for tests on simulated devices, unpacked privately: Debian bookworm's 3.1, the version of
 * the lab host. Like the lab's tools they are started through their own C library.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './command.ts';
import { unpackDebianPackages } from './debian.ts';

/** Program → its file in the tree. */
const programs: Readonly<Record<string, string>> = {
  'ovs-vswitchd': 'usr/lib/openvswitch-switch/ovs-vswitchd',
  'ovsdb-server': 'usr/sbin/ovsdb-server',
  'ovsdb-tool': 'usr/bin/ovsdb-tool',
  'ovsdb-client': 'usr/bin/ovsdb-client',
  'ovs-vsctl': 'usr/bin/ovs-vsctl',
  'ovs-ofctl': 'usr/bin/ovs-ofctl',
  'ovs-appctl': 'usr/bin/ovs-appctl',
};

const wrapper = (name: string, file: string) => `#!/bin/sh
R=\${0%/*}/..
L=x86_64-linux-gnu
exec "$R/lib/$L/ld-linux-x86-64.so.2" --library-path "$R/lib/$L:$R/usr/lib/$L" --argv0 ${name} "$R/${file}" "$@"
`;

export interface OpenVswitch {
  /** Folder of the programs, for PATH. */
  readonly bin: string;
  /** vswitch.ovsschema, for `ovsdb-tool create`. */
  readonly schema: string;
}

export async function openVswitch(): Promise<OpenVswitch> {
  const root = await unpackDebianPackages({
    name: 'open-vswitch',
    release: 'bookworm',
    packages: ['openvswitch-switch'],
    closure: true,
    exclude: /^(python3.*|libpython3.*|perl.*|systemd.*|udev|dpkg.*|debconf.*)$/,
    version: wrapper('', '') + JSON.stringify(programs),
    finish: async (tree) => {
      const bin = join(tree, 'bin');
      await mkdir(bin, { recursive: true });
      for (const [name, file] of Object.entries(programs)) {
        await writeFile(join(bin, name), wrapper(name, file), { mode: 0o755 });
      }
      for (const name of Object.keys(programs)) await run([join(bin, name), '--version']);
    },
  });
  return { bin: join(root, 'bin'), schema: join(root, 'usr/share/openvswitch/vswitch.ovsschema') };
}
