/** A disk that a BIOS boots: MBR, one FAT partition, SYSLINUX, kernel and initramfs. Needs no root and no loop device. */
import { Buffer } from 'node:buffer';
import { mkdtemp, open, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ImageTools, runTool } from './unpacked-root.ts';

const sectorSize = 512;
/** The partition starts at 1 MiB, as partitioning tools have it. */
const partitionStartSector = 2048;
const sectorsPerMiB = 2048;
const fat16Lba = 0x0e;
/** The time every file of the image carries: 2020-01-01T00:00:00Z. */
const imageEpochSeconds = 1577836800;

export interface BootDiskSpec {
  readonly kernel: Buffer;
  readonly initramfs: Buffer;
  readonly commandLine: string;
  readonly tools: ImageTools;
}

/** The raw disk image; the same spec gives the same bytes. Works in a temporary folder that is removed. */
export async function bootDisk(spec: BootDiskSpec): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'netwright-image-'));
  try {
    const disk = join(folder, 'disk.raw');
    const sizeMiB = Math.ceil((spec.kernel.length + spec.initramfs.length) / 2 ** 20) + 2;
    const sectors = sizeMiB * sectorsPerMiB;
    await writeMasterBootRecord(disk, sectors, spec.tools);

    const partition = `${disk}@@${partitionStartSector * sectorSize}`;
    const environment = {
      SOURCE_DATE_EPOCH: String(imageEpochSeconds),
      MTOOLS_SKIP_CHECK: '1',
      MTOOLSRC: '/dev/null',
      TMPDIR: folder,
    };
    const tool = (name: string, ...args: string[]) => runTool(spec.tools, name, args, environment);
    const hidden = String(partitionStartSector);
    const geometry = ['-T', String(sectors), '-h', '16', '-s', '63', '-H', hidden, '-c', '8'];
    await tool('mformat', '-i', partition, '-N', '4e574658', '-v', 'NETWRIGHT', ...geometry, '::');
    await tool('syslinux', '--install', '--offset', String(partitionStartSector * sectorSize), disk);
    const files = {
      'syslinux.cfg': syslinuxConfiguration(spec.commandLine),
      vmlinuz: spec.kernel,
      initrd: spec.initramfs,
    };
    for (const [name, content] of Object.entries(files)) {
      await writeFile(join(folder, name), content);
      await utimes(join(folder, name), imageEpochSeconds, imageEpochSeconds);
      await tool('mcopy', '-m', '-i', partition, join(folder, name), `::${name}`);
    }
    return await readFile(disk);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** SYSLINUX boots at once: no prompt, no delay, nothing on the screen. */
function syslinuxConfiguration(commandLine: string): Buffer {
  return Buffer.from(
    `DEFAULT vnf\nPROMPT 0\nLABEL vnf\n  KERNEL /vmlinuz\n  INITRD /initrd\n  APPEND ${commandLine}\n`,
  );
}

/** Boot code of syslinux-common and one active FAT16 partition over the rest of the disk. */
async function writeMasterBootRecord(disk: string, sectors: number, tools: ImageTools): Promise<void> {
  const code = await readFile(await bootCodeFile(tools));
  const mbr = Buffer.alloc(sectorSize);
  code.copy(mbr, 0, 0, 440);
  mbr.writeUInt8(0x80, 446); // active
  mbr.fill(0xff, 447, 450); // CHS addresses are not used: LBA
  mbr.writeUInt8(fat16Lba, 450);
  mbr.fill(0xff, 451, 454);
  mbr.writeUInt32LE(partitionStartSector, 454);
  mbr.writeUInt32LE(sectors, 458);
  mbr.writeUInt16BE(0x55aa, 510);
  const file = await open(disk, 'w');
  try {
    await file.write(mbr, 0, mbr.length, 0);
    await file.truncate((partitionStartSector + sectors) * sectorSize);
  } finally {
    await file.close();
  }
}

/** 440 bytes are the MBR's room for code: a longer file is another kind of boot code. */
async function bootCodeFile(tools: ImageTools): Promise<string> {
  const path = join(tools.root, 'usr/lib/syslinux/mbr/mbr.bin');
  if ((await stat(path)).size > 440) throw new Error(`${path} is longer than the 440 bytes of an MBR`);
  return path;
}
