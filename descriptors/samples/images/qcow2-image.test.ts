import { describe, expect, it } from 'vitest';
import { qcow2Image } from './qcow2-image.ts';

const clusterSize = 65536;

/** Follows header → L1 → L2 → cluster, as a reader of the format does. */
function readCluster(image: Buffer, index: number): Buffer {
  const offset = (entry: bigint) => Number(entry & 0x00ff_ffff_ffff_fe00n);
  const l1 = offset(image.readBigUInt64BE(40));
  const l2 = offset(image.readBigUInt64BE(l1));
  const data = offset(image.readBigUInt64BE(l2 + index * 8));
  return data === 0 ? Buffer.alloc(clusterSize) : image.subarray(data, data + clusterSize);
}

describe('qcow2Image', () => {
  const raw = Buffer.alloc(3 * clusterSize + 512);
  raw.write('boot', 0);
  raw.write('tail', 3 * clusterSize);
  const image = qcow2Image(raw);

  it('has the header of a version 3 image of the size in whole clusters', () => {
    expect(image.subarray(0, 4)).toEqual(Buffer.from('QFI\xfb', 'latin1'));
    expect(image.readUInt32BE(4)).toBe(3);
    expect(image.readBigUInt64BE(24)).toBe(BigInt(4 * clusterSize));
  });

  it('gives back what was put in, and stores no cluster of zeros', () => {
    expect(readCluster(image, 0)).toEqual(raw.subarray(0, clusterSize));
    expect(readCluster(image, 1)).toEqual(Buffer.alloc(clusterSize));
    expect(readCluster(image, 3).subarray(0, 512)).toEqual(raw.subarray(3 * clusterSize));
    expect(image.length).toBe((5 + 2) * clusterSize);
  });

  it('counts each of its clusters once', () => {
    const table = Number(image.readBigUInt64BE(48));
    const block = Number(image.readBigUInt64BE(table));
    const counts = Array.from({ length: 8 }, (_, index) => image.readUInt16BE(block + index * 2));
    expect(counts).toEqual([1, 1, 1, 1, 1, 1, 1, 0]);
  });

  it('refuses a disk that is too large for one L2 table', () => {
    expect(() => qcow2Image({ length: 2 ** 30 } as Buffer)).toThrow(RangeError);
  });
});
