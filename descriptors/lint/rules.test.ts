/** Each rule on a package that is wrong in one place: the code, the line, and that the good package has no finding. */
import { describe, expect, it } from 'vitest';
import { loadPackage } from '../load-package.ts';
import { NSD_FAULTS } from '../testing/nsd-faults.ts';
import { PACKAGE_FAULTS } from '../testing/package-faults.ts';
import { copySample, type Edit, type Fault, replaceIn } from '../testing/sample-copy.ts';
import { VNFD_FAULTS } from '../testing/vnfd-faults.ts';
import { RULES } from './registry.ts';

const FAULTS: readonly Fault[] = [...PACKAGE_FAULTS, ...VNFD_FAULTS, ...NSD_FAULTS];
const fw = (from: string | RegExp, to: string): Edit => replaceIn('Definitions/bump-firewall.yaml', from, to);

/** Rules with a test of their own: archives (hostile-archive.test.ts) and NSD against VNFD (below in its file). */
const ELSEWHERE = ['NFV-D001', 'NFV-D002', 'NFV-D003', 'NFV-D067', 'NFV-D068', 'NFV-D069', 'NFV-D091'];

describe('the sample packages', () => {
  it.each(['bump-firewall', 'monitor', 'inspected-web'] as const)('%s has no finding', async (name) => {
    await using sample = await copySample(name);
    const loaded = await loadPackage(sample.folder);
    expect(loaded.diagnostics).toEqual([]);
    expect(loaded.kind).toBe(name === 'inspected-web' ? 'ns' : 'vnf');
  });
});

describe('a package with', () => {
  it.each(FAULTS.map((f) => [f[0], f[2], f] as const))(
    '%s gets %s',
    async (_title, code, [, name, , edit, place]) => {
      await using sample = await copySample(name, [edit]);
      const { diagnostics } = await loadPackage(sample.folder);
      const found = diagnostics.filter((d) => d.code === code);
      expect(diagnostics.map((d) => d.code)).toContain(code);
      if (place !== undefined)
        expect(found.map((d) => `${d.file}:${d.line}:${d.column}`).join()).toMatch(place);
      for (const d of found) expect(d.remedy).not.toBe('');
    },
  );

  it('several faults reports them all in one run, in the order of the text', async () => {
    const edits = [
      fw('num_virtual_cpu: 1', 'num_virtual_cpu: 0'),
      fw('order: 1', 'order: 0'),
      fw('file: Files/', 'file: Lost/'),
    ];
    await using sample = await copySample('bump-firewall', edits);
    const first = await loadPackage(sample.folder);
    const second = await loadPackage(sample.folder);
    expect(first.diagnostics.map((d) => d.code)).toEqual(['NFV-D020', 'NFV-D030', 'NFV-D043']);
    expect(JSON.stringify(second)).toBe(JSON.stringify(first));
  });
});

describe('a package with very many faults', () => {
  it('shows the first and says that there are more', async () => {
    const unknown = Array.from({ length: 3000 }, (_, i) => `        unknown_${i}: x\n`).join('');
    await using sample = await copySample('bump-firewall', [
      fw('        order: 0\n', `        order: 0\n${unknown}`),
    ]);
    const { diagnostics } = await loadPackage(sample.folder);
    expect(diagnostics).toHaveLength(2001);
    expect(diagnostics[0]?.code).toBe('NFV-D091');
  });

  it('answers quickly to texts made to confuse regular expressions', async () => {
    const long = ' '.repeat(200_000);
    await using sample = await copySample('bump-firewall', [
      { file: 'bump-firewall.mf', change: (t) => `${t}a${long}b\n` },
      { file: 'TOSCA-Metadata/TOSCA.meta', change: (t) => `${t}a${long}b\n` },
      fw('256 MiB', `"1${long}!"`),
      fw('min_disk: 16 MiB', `min_disk: "${'1'.repeat(200_000)}x"`),
    ]);
    const start = performance.now();
    expect((await loadPackage(sample.folder)).diagnostics.map((d) => d.code)).toContain('NFV-D006');
    expect(performance.now() - start).toBeLessThan(2000);
  });
});

describe('the rules', () => {
  it('have codes of their own', () => {
    expect(new Set(RULES.map((r) => r.code)).size).toBe(RULES.length);
  });

  it('are all exercised by a broken package', () => {
    const tested = new Set([...FAULTS.map(([, , code]) => code), ...ELSEWHERE]);
    expect(RULES.map((r) => r.code).filter((c) => !tested.has(c))).toEqual([]);
  });
});
