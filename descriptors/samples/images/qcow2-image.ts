/**
 * Writer of small qcow2 images (version 3, 64 KiB clusters). A cluster of zeros is left out, the rest is stored
 * as it is: kernel and initramfs are compressed already. Same bytes in, same bytes out.
 */
import { Buffer } from 'node:buffer';

const clusterBits = 16;
const clusterSize = 1 << clusterBits;
const entriesPerTable = clusterSize / 8;
/** 16-bit reference counts: one block covers 2 GiB of file. */
const countsPerBlock = clusterSize / 2;
/** An L1 or L2 entry whose cluster is referenced exactly once. */
const copiedFlag = 1n << 63n;

/** The qcow2 file for a disk with the content `raw`, at most 512 MiB (what one L2 table reaches). */
export function qcow2Image(raw: Buffer): Buffer {
  const guestClusters = Math.ceil(raw.length / clusterSize);
  if (guestClusters > entriesPerTable) throw new RangeError(`${raw.length} bytes do not fit one L2 table`);
  const [refcountTableAt, refcountBlockAt, l1At, l2At, dataAt] = [1, 2, 3, 4, 5];
  const l2 = Buffer.alloc(clusterSize);
  const data: Buffer[] = [];
  for (let index = 0; index < guestClusters; index++) {
    const cluster = Buffer.alloc(clusterSize);
    raw.copy(cluster, 0, index * clusterSize, (index + 1) * clusterSize);
    if (cluster.every((byte) => byte === 0)) continue;
    l2.writeBigUInt64BE(offsetOf(dataAt + data.length) | copiedFlag, index * 8);
    data.push(cluster);
  }
  const fileClusters = dataAt + data.length;
  if (fileClusters > countsPerBlock) throw new RangeError('more clusters than one refcount block counts');

  const refcountTable = Buffer.alloc(clusterSize);
  refcountTable.writeBigUInt64BE(offsetOf(refcountBlockAt), 0);
  const refcountBlock = Buffer.alloc(clusterSize);
  for (let index = 0; index < fileClusters; index++) refcountBlock.writeUInt16BE(1, index * 2);
  const l1 = Buffer.alloc(clusterSize);
  l1.writeBigUInt64BE(offsetOf(l2At) | copiedFlag, 0);
  const header = qcow2Header(guestClusters * clusterSize, offsetOf(l1At), offsetOf(refcountTableAt));
  return Buffer.concat([header, refcountTable, refcountBlock, l1, l2, ...data]);
}

function offsetOf(cluster: number): bigint {
  return BigInt(cluster) << BigInt(clusterBits);
}

/** The header cluster; field offsets as in QEMU's docs/interop/qcow2. What is not set is 0: no backing file. */
function qcow2Header(virtualSize: number, l1Offset: bigint, refcountTableOffset: bigint): Buffer {
  const header = Buffer.alloc(clusterSize);
  header.write('QFI\xfb', 0, 'latin1');
  header.writeUInt32BE(3, 4); // version
  header.writeUInt32BE(clusterBits, 20);
  header.writeBigUInt64BE(BigInt(virtualSize), 24);
  header.writeUInt32BE(1, 36); // L1 entries
  header.writeBigUInt64BE(l1Offset, 40);
  header.writeBigUInt64BE(refcountTableOffset, 48);
  header.writeUInt32BE(1, 56); // clusters of the refcount table
  header.writeUInt32BE(4, 96); // refcount_order: 2^4 bits
  header.writeUInt32BE(104, 100); // header_length
  return header;
}
