/**
 * The programs that build and run the lab: QEMU 10.0 of Debian trixie (the oldest whose `igb` decodes VF BARs
 * above 4 GiB), mmdebstrap, and image tools. They bring their own C library and are started through its loader,
 * so they run on any x86-64 Linux and the machine's own copies, if any, are never used.
 */
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './command.ts';
import { unpackDebianPackages } from './debian.ts';

const packages = [
  'qemu-system-x86',
  'qemu-utils',
  'kmod',
  'cpio',
  'e2fsprogs',
  'mtools',
  'syslinux',
  'syslinux-common',
  'extlinux',
] as const;

/** Program → its file in the tree. `depmod` and `modprobe` are `kmod` by another name. */
const programs: Readonly<Record<string, string>> = {
  'qemu-img': 'usr/bin/qemu-img',
  'qemu-io': 'usr/bin/qemu-io',
  kmod: 'usr/bin/kmod',
  depmod: 'usr/bin/kmod',
  modprobe: 'usr/bin/kmod',
  modinfo: 'usr/bin/kmod',
  cpio: 'usr/bin/cpio',
  mke2fs: 'usr/sbin/mke2fs',
  'mkfs.ext4': 'usr/sbin/mke2fs',
  e2fsck: 'usr/sbin/e2fsck',
  debugfs: 'usr/sbin/debugfs',
  tune2fs: 'usr/sbin/tune2fs',
  mtools: 'usr/bin/mtools',
  mcopy: 'usr/bin/mtools',
  mattrib: 'usr/bin/mtools',
  mformat: 'usr/bin/mtools',
  mmd: 'usr/bin/mtools',
  mdir: 'usr/bin/mtools',
  syslinux: 'usr/bin/syslinux',
  extlinux: 'usr/bin/extlinux',
};

const libraries = 'usr/lib/x86_64-linux-gnu';

/** Finds its tree from its own place, because an artefact is renamed after it was built. */
function wrapper(name: string, file: string, options = ''): string {
  return `#!/bin/sh
R=\${0%/*}/..
export MKE2FS_CONFIG="$R/etc/mke2fs.conf" GCONV_PATH="$R/${libraries}/gconv"
exec "$R/${libraries}/ld-linux-x86-64.so.2" --library-path "$R/${libraries}" --argv0 ${name} "$R/${file}" ${options}"$@"
`;
}

const qemuWrapper = wrapper(
  'qemu-system-x86_64',
  'usr/bin/qemu-system-x86_64',
  '-L "$R/usr/share/qemu" -L "$R/usr/share/seabios" -L "$R/usr/lib/ipxe/qemu" ',
).replace('export ', `export QEMU_MODULE_DIR="$R/${libraries}/qemu" `);

export interface Toolchain {
  /** The unpacked tree, e.g. for `usr/lib/syslinux/`. */
  readonly root: string;
  /** Folder of the programs; put it first on PATH of whatever calls them by name. */
  readonly bin: string;
  /** Path of one program, e.g. `tool('qemu-img')`. */
  tool(name: string): string;
  /** A PATH with the tools first, and the system's `sbin` folders that a user's PATH lacks. */
  readonly path: string;
}

async function addWrappers(root: string): Promise<void> {
  const bin = join(root, 'bin');
  await mkdir(bin);
  for (const [name, file] of Object.entries(programs)) await writeFile(join(bin, name), wrapper(name, file));
  await writeFile(join(bin, 'qemu-system-x86_64'), qemuWrapper);
  await run(['chmod', '-R', '755', bin]);
  for (const name of ['mmdebstrap', 'mmtarfilter']) await symlink(`../usr/bin/${name}`, join(bin, name));
  await chmod(root, 0o755);
  const devices = await run([join(bin, 'qemu-system-x86_64'), '-device', 'help'], { timeoutMs: 60_000 });
  if (!/name "igb"/.test(devices)) throw new Error('this QEMU has no igb device');
  await run([join(bin, 'qemu-img'), '--version']);
  await run([join(bin, 'mke2fs'), '-V']);
}

export async function toolchain(): Promise<Toolchain> {
  // mmdebstrap is a Perl script for the machine's own perl: unpacked without its dependencies
  const root = await unpackDebianPackages({
    name: 'lab-tools',
    release: 'trixie',
    packages,
    closure: true,
    alone: ['mmdebstrap'],
    version: wrapper('', '') + qemuWrapper + JSON.stringify(programs),
    finish: addWrappers,
  });
  const bin = join(root, 'bin');
  return {
    root,
    bin,
    tool: (name) => join(bin, name),
    path: `${bin}:${process.env.PATH ?? ''}:/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin`,
  };
}
