import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { type LoadedPackage, type LoadOptions, loadPackage } from '../load-package.ts';
import { copySample } from '../testing/sample-copy.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netwright-zip-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Archive bytes with the given entries; `mode` as in a UNIX archive. */
async function archive(entries: Readonly<Record<string, string | Buffer>>, mode = 0o100644): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(entries)) zip.addBuffer(Buffer.from(content), name, { mode });
  zip.end();
  return buffer(zip.outputStream);
}

/** Changes a name in the local header and the directory alike; the lengths must be equal. */
function renamed(bytes: Buffer, from: string, to: string): Buffer {
  return Buffer.from(bytes.toString('latin1').replaceAll(from, to), 'latin1');
}

async function load(bytes: Buffer, options?: LoadOptions): Promise<LoadedPackage> {
  const path = join(folder, 'p.csar');
  await writeFile(path, bytes);
  return loadPackage(path, options);
}

const messages = (loaded: LoadedPackage, code: string): string[] =>
  loaded.diagnostics.filter((d) => d.code === code).map((d) => d.message);

describe('an archive that cannot be opened', () => {
  it.each([
    ['is no ZIP', Buffer.from('hello')],
    ['is empty', Buffer.alloc(0)],
  ])('and %s is refused with a diagnostic', async (_what, bytes) => {
    const loaded = await load(bytes);
    expect(loaded.diagnostics.map((d) => d.code)).toEqual(['NFV-D001']);
    expect(loaded.container.form).toBe('unreadable');
  });

  it('is refused when it is cut off', async () => {
    const bytes = await archive({ 'vnfd.yaml': 'a: b\n'.repeat(100) });
    expect(messages(await load(bytes.subarray(0, bytes.length - 30)), 'NFV-D001')).toHaveLength(1);
  });

  it('is refused when it is not there', async () => {
    expect((await loadPackage(join(folder, 'absent.csar'))).diagnostics[0]?.code).toBe('NFV-D001');
  });

  it('reports an entry whose bytes are damaged, and reads the rest', async () => {
    const noise = Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * i * 7919) % 251));
    const bytes = await archive({ 'image.bin': noise, 'vnfd.yaml': 'x: 1\n' });
    bytes.fill(0xff, 100, 140);
    const loaded = await load(bytes);
    expect(messages(loaded, 'NFV-D001').join()).toMatch(/cannot be read to its end/);
    expect(loaded.artifacts.find((a) => a.path === 'vnfd.yaml')?.sha256).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('an unsafe entry', () => {
  it.each([
    ['../../etc/pwd', /leads out of the package/],
    ['/etc/passwd01', /absolute path/],
    ['C:/windows/sy', /Windows drive/],
    ['a\\..\\b\\c.txt', /backslash/],
    ['a//b/ccc.yaml', /empty or "\." part/],
    ['a/b/cc\u0007.yaml', /control character/],
  ])('named %j is left out', async (name, why) => {
    const bytes = renamed(
      await archive({ XXXXXXXXXXXXX: 'x', 'vnfd.yaml': 'a: b' }),
      'XXXXXXXXXXXXX',
      name.padEnd(13, 'x').slice(0, 13),
    );
    const loaded = await load(bytes);
    expect(messages(loaded, 'NFV-D002').join()).toMatch(why);
    expect(loaded.artifacts.map((a) => a.path)).toEqual(['vnfd.yaml']);
  });

  it('that is a symbolic link is left out', async () => {
    const loaded = await load(await archive({ 'vnfd.yaml': '/etc/passwd' }, 0o120777));
    expect(messages(loaded, 'NFV-D002').join()).toMatch(/symbolic link/);
    expect(loaded.artifacts).toEqual([]);
  });

  it('that is encrypted is left out', async () => {
    const bytes = await archive({ 'vnfd.yaml': 'a: b' });
    const directory = bytes.indexOf(Buffer.from('PK\u0001\u0002', 'latin1'));
    bytes.writeUInt16LE(bytes.readUInt16LE(directory + 8) | 1, directory + 8);
    expect(messages(await load(bytes), 'NFV-D002').join()).toMatch(/encrypted/);
  });

  it('that is there twice, or twice but for letter case, is left out', async () => {
    const twice = renamed(await archive({ 'a.yaml': 'x: 1', 'b.yaml': 'x: 2' }), 'b.yaml', 'a.yaml');
    expect(messages(await load(twice), 'NFV-D002').join()).toMatch(/is there twice/);
    const folded = await load(await archive({ 'a.yaml': 'x: 1', 'A.YAML': 'x: 2' }));
    expect(messages(folded, 'NFV-D002').join()).toMatch(/letter case/);
  });

  it('that is a link in a folder is not followed', async () => {
    await using sample = await copySample('bump-firewall');
    await symlink('/etc/hostname', join(sample.folder, 'Files/link'));
    const loaded = await loadPackage(sample.folder);
    expect(messages(loaded, 'NFV-D002').join()).toMatch(/"Files\/link" is a symbolic link/);
    expect(loaded.artifacts.some((a) => a.path === 'Files/link')).toBe(false);
  });
});

describe('limits', () => {
  it('stop an archive with too many entries', async () => {
    const bytes = await archive(Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`f${i}`, 'x'])));
    expect(messages(await load(bytes, { limits: { maxEntries: 10 } }), 'NFV-D003')).toEqual([
      'more than 10 entries',
    ]);
  });

  it('stop an archive that unpacks to too much', async () => {
    const bytes = await archive({ big: Buffer.alloc(2_000_000) });
    const limits = { ratioFromBytes: 1_000_000, maxRatio: 100 };
    expect(messages(await load(bytes, { limits }), 'NFV-D003').join()).toMatch(/100 times its size/);
    expect(messages(await load(bytes, { limits: { maxTotalBytes: 1000 } }), 'NFV-D003').join()).toMatch(
      /1000 bytes/,
    );
  });
});
