import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectLocal } from '../host/local-connection.ts';
import { BASE_ABSENT, CHECKSUM_WRONG, STAGE, UNSTAGE } from './image.ts';

const host = connectLocal('here');
const image = Buffer.alloc(4096, 5);
const sha256 = createHash('sha256').update(image).digest('hex');
let root = '';
let images = '';

const qemuImg = (() => {
  try {
    execFileSync('qemu-img', ['--version']);
    return true;
  } catch {
    console.log('the tests of image staging are skipped: no qemu-img here (package qemu-utils)');
    return false;
  }
})();

const stage = async (vnfc: string, part = '') =>
  (await host.script(STAGE, [images, join(root, vnfc), sha256, 'raw', part], { allowExitCodes: 'any' }))
    .exitCode;
const unstage = (vnfc: string) => host.script(UNSTAGE, [images, join(root, vnfc), sha256, 'raw']);
const upload = (content: Buffer) => {
  const part = join(images, `${sha256}.upload-1`);
  writeFileSync(part, content);
  return part;
};

describe.skipIf(!qemuImg)('the staging scripts', () => {
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'netwright-image-'));
    images = join(root, 'images');
    mkdirSync(images);
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('say that the base is absent, and refuse a wrong one without leaving it', async () => {
    expect(await stage('a')).toBe(BASE_ABSENT);
    // The VNFC's folder is there for the upload, and empty.
    expect(readdirSync(join(root, 'a'))).toEqual([]);
    expect(await stage('a', upload(Buffer.alloc(4096, 6)))).toBe(CHECKSUM_WRONG);
    expect(readdirSync(images)).toEqual([]);
  });

  it('take what a killed upload left with the folder, and make nothing for a part that was released', async () => {
    await stage('a');
    writeFileSync(join(root, 'a', 'upload-0a1b'), 'half an image');
    await unstage('a');
    expect(readdirSync(root)).toEqual(['images']);
    expect(await stage('a', join(root, 'a', 'upload-0a1b'))).not.toBe(0);
    expect(readdirSync(root)).toEqual(['images']);
  });

  it('share one base by hard links and drop it with its last user', async () => {
    expect(await stage('a', upload(image))).toBe(0);
    expect(await stage('b', upload(image))).toBe(0);
    expect(await stage('b')).toBe(0);
    const base = join(images, `${sha256}.raw`);
    expect(readdirSync(images)).toEqual([`${sha256}.raw`]);
    expect(statSync(base).nlink).toBe(3);
    expect(statSync(join(root, 'b/base.raw')).ino).toBe(statSync(base).ino);
    await unstage('a');
    expect(readFileSync(base).equals(image)).toBe(true);
    await unstage('b');
    await unstage('b');
    expect(readdirSync(root)).toEqual(['images']);
    expect(readdirSync(images)).toEqual([]);
  });

  it('give the VNFC a fresh overlay on its own link of the base', async () => {
    await stage('a', upload(image));
    const disk = join(root, 'a/disk.qcow2');
    writeFileSync(disk, 'used');
    await stage('a');
    const info = JSON.parse(execFileSync('qemu-img', ['info', '--output=json', disk], { encoding: 'utf8' }));
    expect(info).toMatchObject({
      format: 'qcow2',
      'backing-filename': join(root, 'a/base.raw'),
      'backing-filename-format': 'raw',
      'virtual-size': 4096,
    });
  });
});
