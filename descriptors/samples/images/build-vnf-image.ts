/**
 * Makes the disk image of a sample VNF from files of Debian packages: Debian's kernel, busybox, nft, and the
 * handful of modules the VNF needs, all in an initramfs. No root, no KVM, no loop device.
 */
import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { constants, zstdCompressSync } from 'node:zlib';
import { bootDisk } from './boot-disk.ts';
import { type CpioEntry, cpioArchive } from './cpio-archive.ts';
import { dscpTrailRules } from './dscp-trail.ts';
import { findKernel, type KernelModule, moduleClosure } from './kernel-modules.ts';
import { qcow2Image } from './qcow2-image.ts';
import { findProgram, type ImageTools, sharedLibraries } from './unpacked-root.ts';

export type SampleVnf = 'bump-firewall' | 'monitor';

/** What the image is made from and with. */
export interface ImageSources {
  /** Folder a linux-image-* package is unpacked in; one kernel, with its modules. */
  readonly kernelRoot: string;
  /** Folder busybox-static and nftables are unpacked in, with all they depend on down to the C library. */
  readonly guestRoot: string;
  readonly tools: ImageTools;
}

export interface BuildVnfImageOptions extends ImageSources {
  readonly kind: SampleVnf;
  /** Where the qcow2 is written; its folder is made. */
  readonly outFile: string;
}

export interface BuiltImage {
  readonly sizeBytes: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

interface Guest {
  readonly digit: number;
  readonly modules: readonly string[];
  /** Loaded once packets flow, so that a slow NIC does not delay the others. */
  readonly lateModules: readonly string[];
  readonly rules: string;
  /** Address with prefix length, and TCP port. */
  readonly management?: string;
}

/**
 * libcrc32c, which nf_tables needs, asks for the virtual module crc32c: crc32c_generic provides it. Without
 * nft_meta_bridge every rule that looks at the protocol of a bridged packet is refused.
 */
const forwardingModules = [
  'virtio_pci',
  'virtio_net',
  'bridge',
  'crc32c_generic',
  'nf_tables',
  'nft_meta_bridge',
];
const powerButtonModules = ['button', 'evdev'];

const guests: Readonly<Record<SampleVnf, Guest>> = {
  'bump-firewall': {
    digit: 1,
    modules: forwardingModules,
    lateModules: powerButtonModules,
    rules: 'bump-firewall.nft',
  },
  monitor: {
    digit: 2,
    modules: [...forwardingModules, 'nft_objref'],
    lateModules: ['igbvf', ...powerButtonModules],
    rules: 'monitor.nft',
    management: '192.168.113.2/24 9100',
  },
};

/**
 * Up fast: quiet because every byte on a serial port costs an exit, no self-tests of the crypto code, no search
 * for a better clock. No IPv6 stack, so that the VNF sends nothing of its own; bridged IPv6 passes all the same.
 */
const commandLine = [
  'console=ttyS0 quiet loglevel=3 panic=5',
  'tsc=reliable no_timer_check mitigations=off nokaslr cryptomgr.notests',
  'ipv6.disable=1',
].join(' ');

const busyboxApplets = 'sh awk cat head httpd insmod ip mount poweroff printf readlink sleep sort'.split(' ');
const guestFolder = join(import.meta.dirname, 'guest');

/**
 * Builds the image. Same packages, same bytes. Throws where a needed file is not
 * among the unpacked packages, naming it.
 */
export async function buildVnfImage(options: BuildVnfImageOptions): Promise<BuiltImage> {
  const kernel = await findKernel(options.kernelRoot);
  const disk = await bootDisk({
    kernel: await readFile(kernel.vmlinuz),
    initramfs: compressed(cpioArchive(await guestFiles(options, kernel.moduleFolder))),
    commandLine,
    tools: options.tools,
  });
  const image = qcow2Image(disk);
  await mkdir(dirname(options.outFile), { recursive: true });
  await writeFile(options.outFile, image);
  return { sizeBytes: image.length, sha256: createHash('sha256').update(image).digest('hex') };
}

async function guestFiles(
  options: BuildVnfImageOptions,
  moduleFolder: string,
): Promise<Map<string, CpioEntry>> {
  const guest = guests[options.kind];
  const modules = await moduleClosure(moduleFolder, guest.modules);
  const lateModules = (await moduleClosure(moduleFolder, [...guest.modules, ...guest.lateModules])).slice(
    modules.length,
  );
  const busybox = await findProgram(options.guestRoot, 'busybox');
  const nft = await findProgram(options.guestRoot, 'nft');
  const rules = `${await readFile(join(guestFolder, guest.rules), 'utf8')}${dscpTrailRules(guest.digit)}`;

  const files = new Map<string, CpioEntry>([
    ['init', program(await readFile(join(guestFolder, 'init')))],
    ['bin/busybox', program(await readFile(busybox))],
    ['bin/nft', program(await readFile(nft))],
    ['etc/vnf/name', text(options.kind)],
    ['etc/vnf/rules.nft', text(rules)],
    ['etc/vnf/modules', text(moduleNames(modules))],
    ['etc/vnf/late-modules', text(moduleNames(lateModules))],
  ]);
  for (const mountPoint of ['dev', 'proc', 'sys']) files.set(mountPoint, { kind: 'directory' });
  for (const applet of busyboxApplets) files.set(`bin/${applet}`, { kind: 'symlink', target: 'busybox' });
  for (const module of [...modules, ...lateModules]) {
    files.set(`lib/modules/${module.name}.ko`, { kind: 'file', content: module.content, executable: false });
  }
  for (const [path, content] of await sharedLibraries(options.guestRoot, nft)) {
    files.set(path, program(content));
  }
  if (guest.management !== undefined) {
    files.set('etc/vnf/management', text(guest.management));
    files.set('srv/cgi-bin/index.cgi', program(await readFile(join(guestFolder, 'counters.cgi'))));
  }
  return files;
}

function moduleNames(modules: readonly KernelModule[]): string {
  return modules.map((module) => `${module.name}.ko`).join('\n');
}

function program(content: Buffer): CpioEntry {
  return { kind: 'file', content, executable: true };
}

function text(content: string): CpioEntry {
  const line = content.endsWith('\n') ? content : `${content}\n`;
  return { kind: 'file', content: Buffer.from(line), executable: false };
}

function compressed(archive: Buffer): Buffer {
  return zstdCompressSync(archive, {
    params: { [constants.ZSTD_c_compressionLevel]: 19, [constants.ZSTD_c_checksumFlag]: 0 },
  });
}
