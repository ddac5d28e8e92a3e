/** Every package and YAML file of the corpus beside the checkout goes through loadPackage: no crash, no hang. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadPackage } from '#descriptors/index.ts';

const corpus = resolve(import.meta.dirname, '../../../shared/corpus');
const SLOW_MS = 5000;

async function candidates(folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const item of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, item.name);
    if (item.isDirectory()) {
      if (item.name === 'TOSCA-Metadata') found.push(folder);
      found.push(...(await candidates(path)));
    } else if (item.isFile() && /\.(csar|zip|ya?ml)$/i.test(item.name)) found.push(path);
  }
  return found;
}

describe('the corpus', () => {
  it('is loaded without a crash or a hang', { timeout: 300_000 }, async () => {
    if (!existsSync(corpus)) {
      console.log(`${corpus} is absent: corpus test skipped`);
      return;
    }
    const paths = [...new Set(await candidates(corpus))].sort();
    const slow: string[] = [];
    let models = 0;
    let withErrors = 0;
    for (const path of paths) {
      const start = performance.now();
      const loaded = await loadPackage(path, { mode: 'lenient' });
      if (performance.now() - start > SLOW_MS) slow.push(relative(corpus, path));
      if (loaded.vnfd !== undefined || loaded.nsd !== undefined) models++;
      const errors = loaded.diagnostics.filter((d) => d.severity === 'error');
      if (errors.length > 0) withErrors++;
      const crashed = loaded.diagnostics.filter((d) => /reading stopped|gave up/.test(d.message));
      expect(crashed, path).toEqual([]);
    }
    console.log(`corpus: ${paths.length} loaded, ${models} with a model, ${withErrors} with errors`);
    expect(slow).toEqual([]);
    expect(models).toBeGreaterThan(0);
  });
});
