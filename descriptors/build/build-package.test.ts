import { createHash } from 'node:crypto';
import { readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { extractArtifact } from '../load/extract-artifact.ts';
import { loadPackage } from '../load-package.ts';
import { copySample, filesIn, replaceIn } from '../testing/sample-copy.ts';
import { buildPackage } from './build-package.ts';
import { manifestText } from './manifest-text.ts';

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

describe('buildPackage', () => {
  it.each(['bump-firewall', 'monitor', 'inspected-web'] as const)(
    'packs %s into a CSAR without findings',
    async (name) => {
      await using sample = await copySample(name);
      const out = join(sample.folder, '..', `${name}.csar`);
      const result = await buildPackage(sample.folder, out);
      expect(result).toMatchObject({
        built: true,
        kind: name === 'inspected-web' ? 'ns' : 'vnf',
        diagnostics: [],
      });
      const loaded = await loadPackage(out);
      expect(loaded.diagnostics).toEqual([]);
      expect(loaded.container).toMatchObject({ form: 'zip', layout: 'a' });
      if (result.built) expect(result.sha256).toBe(sha256(await readFile(out)));
    },
  );

  it('gives the same bytes for the same files, whenever they were written', async () => {
    await using one = await copySample('bump-firewall');
    await using two = await copySample('bump-firewall');
    await utimes(join(two.folder, 'ChangeLog.txt'), 1e9, 1e9);
    const outs = [join(one.folder, '../a.csar'), join(two.folder, '../b.csar')] as const;
    await buildPackage(one.folder, outs[0]);
    await buildPackage(two.folder, outs[1]);
    expect(sha256(await readFile(outs[0]))).toBe(sha256(await readFile(outs[1])));
  });

  it('refuses a folder with errors, says which, and writes nothing', async () => {
    await using sample = await copySample('bump-firewall', [
      replaceIn('Definitions/bump-firewall.yaml', 'num_virtual_cpu: 1', 'num_virtual_cpu: none'),
    ]);
    const result = await buildPackage(sample.folder, join(sample.folder, '../x.csar'));
    expect(result.built).toBe(false);
    expect(result.diagnostics[0]).toMatchObject({
      code: 'NFV-D019',
      file: 'bump-firewall:Definitions/bump-firewall.yaml',
      line: 41,
    });
    expect(await filesIn(join(sample.folder, '..'))).toEqual(['bump-firewall']);
  });

  it('writes stale hashes of the manifest anew', async () => {
    const stale = (text: string): string =>
      `${text}\nSource: ChangeLog.txt\nAlgorithm: SHA-256\nHash: ${'0'.repeat(64)}\n`;
    await using sample = await copySample('bump-firewall', [{ file: 'bump-firewall.mf', change: stale }]);
    const out = join(sample.folder, '../p.csar');
    expect((await buildPackage(sample.folder, out)).built).toBe(true);
    expect((await loadPackage(out)).diagnostics).toEqual([]);
  });

  it('makes a package whose changed file is found out', async () => {
    await using sample = await copySample('bump-firewall');
    const out = join(sample.folder, '../p.csar');
    await buildPackage(sample.folder, out);
    const bytes = await readFile(out);
    const at = bytes.indexOf('stand-in for a disk image');
    bytes.write('STAND', at);
    await writeFile(out, bytes);
    const codes = (await loadPackage(out)).diagnostics.map((d) => d.code);
    // The CRC of the archive gives the change away before any hash is compared.
    expect(codes.some((c) => c === 'NFV-D001' || c === 'NFV-D008')).toBe(true);
  });
});

describe('extractArtifact', () => {
  it('streams one file out of the package', async () => {
    await using sample = await copySample('monitor');
    const out = join(sample.folder, '../m.csar');
    const image = join(sample.folder, '../image.qcow2');
    await buildPackage(sample.folder, out);
    await extractArtifact(out, 'Files/images/monitor.qcow2', image);
    const stated = (await loadPackage(out)).vnfd?.vdus[0]?.swImage?.checksum.hash;
    expect(sha256(await readFile(image))).toBe(stated);
  });

  it('rejects for what is not there and leaves nothing behind', async () => {
    await using sample = await copySample('monitor');
    const dest = join(sample.folder, '../x');
    await expect(extractArtifact(sample.folder, 'Files/absent', dest)).rejects.toThrow(
      'Files/absent is not in',
    );
    expect(await filesIn(join(sample.folder, '..'))).toEqual(['monitor']);
  });
});

describe('manifestText', () => {
  it('replaces file entries, keeps the other blocks and drops the signature', () => {
    const before = `metadata:\n  vnf_provider_id: X\n\nSource: old\nHash: 1\n\nnon_mano_artifact_sets:\n  set:\n    Source: e.yml\n\n-----BEGIN CMS-----\nabc\n`;
    expect(manifestText(before, [{ path: 'a', sha256: 'ff' }])).toBe(
      'metadata:\n  vnf_provider_id: X\n\nnon_mano_artifact_sets:\n  set:\n    Source: e.yml\n\nSource: a\nAlgorithm: SHA-256\nHash: ff\n',
    );
  });
});
