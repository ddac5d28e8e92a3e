/**
 * The lab host's disk: Debian bookworm with libvirt, QEMU and OVS-DPDK as a real compute host has them, made by
 * mmdebstrap and mke2fs. No loop device, no KVM; root is needed for the chroot that configures the packages.
 */
import { copyFile, glob, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { artefact } from '#test/setup/cache.ts';
import { run } from '#test/setup/command.ts';
import { debianRelease } from '#test/setup/debian.ts';
import { requireRoot } from '#test/setup/machine.ts';
import { step } from '#test/setup/progress.ts';
import { type Toolchain, toolchain } from '#test/setup/toolchain.ts';
import { buildInitramfs, installModules, type LabKernel, labKernel } from './kernel.ts';
import { createKeys, hostFingerprint } from './keys.ts';

/**
 * DPDK drivers are plug-ins that nothing depends on: without librte-mempool-ring23 every vhost-user port fails,
 * and only once a guest connects.
 */
const packages = [
  ...[
    'systemd-sysv',
    'udev',
    'dbus',
    'kmod',
    'iproute2',
    'procps',
    'netbase',
    'openssh-server',
    'busybox-static',
  ],
  ...['libvirt-daemon-system', 'libvirt-clients', 'qemu-system-x86', 'qemu-utils', 'openvswitch-switch-dpdk'],
  ...['mempool-ring', 'bus-vdev', 'bus-pci', 'net-vhost', 'net-virtio', 'net-tap', 'net-af-packet'].map(
    (name) => `librte-${name}23`,
  ),
  ...['pciutils', 'ethtool', 'iputils-ping', 'tcpdump', 'numactl', 'iperf3'],
];

const sources = join(import.meta.dirname, 'image');

export interface LabImage {
  /** Changes whenever anything in the image does. */
  readonly id: string;
  readonly disk: string;
  readonly vmlinuz: string;
  readonly initramfs: string;
  /** Private key of root's login, mode 0600. */
  readonly identityFile: string;
  /** `SHA256:…` of the host's only key. */
  readonly hostKeySha256: string;
}

/** Name and text of every file below `image/`, in a fixed order: part of the image's identity. */
async function sourceTexts(): Promise<string[]> {
  const texts: string[] = [];
  const files: string[] = [];
  for await (const entry of glob('**', { cwd: sources, withFileTypes: true })) {
    if (entry.isFile()) files.push(join(entry.parentPath, entry.name));
  }
  for (const file of files.sort()) texts.push(file.slice(sources.length), await readFile(file, 'utf8'));
  return texts;
}

/** The image, built first (about a minute) when the cache does not hold it. */
export async function labImage(): Promise<LabImage> {
  const tools = await toolchain();
  const kernel = await labKernel();
  const folder = await artefact({
    name: 'lab-image',
    inputs: [...(await sourceTexts()), ...packages, basename(kernel.root), basename(tools.root)],
    label: 'lab: building image',
    build: (target) => build(target, kernel, tools),
  });
  return {
    id: basename(folder),
    disk: join(folder, 'disk.raw'),
    vmlinuz: kernel.vmlinuz,
    initramfs: join(folder, 'initramfs'),
    identityFile: join(folder, 'id_ed25519'),
    hostKeySha256: await hostFingerprint(folder),
  };
}

async function build(target: string, kernel: LabKernel, tools: Toolchain): Promise<void> {
  requireRoot('Building the lab host (its packages are configured in a chroot)');
  const root = join(target, 'rootfs');
  const scratch = join(target, 'initramfs-root');
  await createKeys(target);
  await step('lab:   packages', () => debootstrap(target, root, tools));
  await step('lab:   kernel modules and initramfs', async () => {
    await installModules(kernel, tools, root);
    await buildInitramfs(kernel, tools, {
      busybox: join(root, 'bin/busybox'),
      init: join(sources, 'initramfs-init'),
      modules: ['virtio_pci', 'virtio_blk', 'crc32c_intel', 'ext4'],
      scratch,
      output: join(target, 'initramfs'),
    });
  });
  await step('lab:   disk', async () => {
    const disk = join(target, 'disk.raw');
    await run(['truncate', '-s', '4G', disk]);
    const features = ['-O', '^metadata_csum,^has_journal'] as const;
    await run([tools.tool('mke2fs'), '-q', '-F', '-t', 'ext4', ...features, '-L', 'lab', '-d', root, disk]);
  });
  await rm(scratch, { recursive: true });
  await run(['rm', '-rf', '--one-file-system', '--', root]);
}

async function debootstrap(target: string, root: string, tools: Toolchain): Promise<void> {
  const apt = await debianRelease('bookworm');
  const acquire = join(target, 'acquire.conf');
  // mmdebstrap takes one-line entries from a file named *.list only
  const list = join(target, 'bookworm.list');
  await mkdir(root);
  await writeFile(acquire, `${apt.acquire}\nAPT::Install-Recommends "false";\n`);
  await copyFile(apt.sourcesFile, list);
  const namespace = await ownMountNamespace();
  const excluded = ['doc', 'man', 'locale', 'info'].map(
    (name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`,
  );
  await run(
    [
      'env',
      ...namespace,
      ...[
        'perl',
        tools.tool('mmdebstrap'),
        '--mode=root',
        '--variant=apt',
        '--architectures=amd64',
        '--format=directory',
      ],
      ...[`--aptopt=${acquire}`, ...excluded, '--skip=update,check/empty,cleanup/apt/cache'],
      ...[`--include=${packages.join(',')}`],
      ...[
        `--setup-hook=${join(sources, 'hook-setup')}`,
        `--customize-hook=${join(sources, 'hook-customize')}`,
      ],
      ...['bookworm', root, list],
    ],
    {
      env: {
        PATH: tools.path,
        LAB_APT_LISTS: apt.lists,
        LAB_APT_POOL: apt.pool,
        LAB_ROOTFS: join(sources, 'rootfs'),
        LAB_KEYS: target,
        LAB_PACKAGE_LIST: join(target, 'packages.list'),
      },
    },
  );
}

/**
 * Command prefix that gives mmdebstrap a mount namespace: what it mounts in the new root is gone when it ends,
 * however it ends. Empty inside a container or chroot that does not allow one.
 */
async function ownMountNamespace(): Promise<string[]> {
  const prefix = ['unshare', '--mount', '--propagation', 'private'] as const;
  return run([...prefix, 'true']).then(
    () => [...prefix],
    () => [],
  );
}
