/** The lab host's kernel: Debian bookworm's full one (the cloud flavour has neither igb nor igbvf). */
import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { artefact } from '#test/setup/cache.ts';
import { run } from '#test/setup/command.ts';
import { debianRelease, unpack } from '#test/setup/debian.ts';
import { type Toolchain, toolchain } from '#test/setup/toolchain.ts';

export interface LabKernel {
  readonly vmlinuz: string;
  /** E.g. `6.1.0-40-amd64`. */
  readonly version: string;
  /** A tree with `lib/modules/<version>`, complete and with module dependencies computed. */
  readonly root: string;
}

export async function labKernel(): Promise<LabKernel> {
  const root = await artefact({
    name: 'lab-kernel',
    inputs: ['linux-image-amd64', 'bookworm'],
    label: 'lab: kernel',
    build: async (folder) => {
      const apt = await debianRelease('bookworm');
      const depends = await run(['apt-cache', 'depends', 'linux-image-amd64'], {
        env: { APT_CONFIG: apt.configFile },
      });
      const name = /Depends: (linux-image-\S+)/.exec(depends)?.[1];
      if (name === undefined) throw new Error(`linux-image-amd64 depends on no kernel:\n${depends}`);
      await unpack(apt, [name], folder);
      const { tool } = await toolchain();
      await run([tool('depmod'), '-b', folder, name.replace('linux-image-', '')]);
    },
  });
  const version = (await readdir(join(root, 'lib/modules')))[0];
  if (version === undefined) throw new Error(`no kernel modules in ${root}`);
  return { root, version, vmlinuz: join(root, 'boot', `vmlinuz-${version}`) };
}

/** Module folders (below `kernel/`) that a compute host without screen, sound or radio never loads. */
const unneeded = [
  ...[
    'gpu',
    'media',
    'net/wireless',
    'infiniband',
    'staging',
    'usb',
    'iio',
    'hid',
    'mtd',
    'isdn',
    'bluetooth',
  ].map((name) => `drivers/${name}`),
  'drivers/net/ethernet/mellanox',
  'sound',
  'net/bluetooth',
  'net/mac80211',
  'net/wireless',
  ...['xfs', 'btrfs', 'ocfs2', 'ceph', 'nfs', 'nfsd', 'smb', 'gfs2', 'f2fs'].map((name) => `fs/${name}`),
];

/** Copies the modules into a root file system, without the unneeded ones. */
export async function installModules(kernel: LabKernel, tools: Toolchain, root: string): Promise<void> {
  const modules = join('lib/modules', kernel.version);
  // the lab host has /lib as a link to usr/lib
  const target = join(root, 'usr', modules);
  await mkdir(target, { recursive: true });
  await cp(join(kernel.root, modules), target, { recursive: true });
  for (const name of unneeded) await rm(join(target, 'kernel', name), { recursive: true, force: true });
  await run([tools.tool('depmod'), '-b', root, kernel.version]);
}

/**
 * Writes an initramfs (newc, not compressed) to `output`: a static busybox, `init`, and the named modules with
 * what they depend on, listed in load order in `/modules/order`.
 */
export async function buildInitramfs(
  kernel: LabKernel,
  tools: Toolchain,
  options: { busybox: string; init: string; modules: readonly string[]; scratch: string; output: string },
): Promise<void> {
  const { busybox, init, modules, scratch, output } = options;
  for (const folder of ['bin', 'dev', 'proc', 'sys', 'root', 'modules']) {
    await mkdir(join(scratch, folder), { recursive: true });
  }
  await cp(busybox, join(scratch, 'bin/busybox'));
  await cp(init, join(scratch, 'init'));
  await run(['ln', '-s', 'busybox', join(scratch, 'bin/sh')]);
  await run(['chmod', '755', scratch, join(scratch, 'init'), join(scratch, 'bin/busybox')]);
  const show = ['-d', kernel.root, '-S', kernel.version, '--show-depends', '-a', ...modules] as const;
  const order: string[] = [];
  for (const line of (await run([tools.tool('modprobe'), ...show])).split('\n')) {
    const path = /^insmod (\S+)/.exec(line)?.[1];
    if (path === undefined || order.includes(basename(path))) continue;
    order.push(basename(path));
    await cp(path, join(scratch, 'modules', basename(path)));
  }
  await writeFile(join(scratch, 'modules/order'), `${order.join('\n')}\n`);
  const names = await run(['find', '.', '-mindepth', '1', '-print0'], { cwd: scratch });
  const archive = [
    tools.tool('cpio'),
    '--null',
    '-o',
    '-H',
    'newc',
    '-R',
    '0:0',
    '--quiet',
    '-F',
    output,
  ] as const;
  await run([...archive], { cwd: scratch, stdin: names });
}
