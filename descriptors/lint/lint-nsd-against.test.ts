import { describe, expect, it } from 'vitest';
import { loadPackage } from '../load-package.ts';
import type { Nsd } from '../schema/nsd.ts';
import type { Vnfd } from '../schema/vnfd.ts';
import { copySample, type Edit, replaceIn } from '../testing/sample-copy.ts';
import { lintNsdAgainst } from './lint-nsd-against.ts';

const NSD = 'Definitions/inspected-web.yaml';

async function models(edits: readonly Edit[] = []): Promise<{ nsd: Nsd; vnfds: Vnfd[] }> {
  await using ns = await copySample('inspected-web', edits);
  await using firewall = await copySample('bump-firewall');
  await using monitor = await copySample('monitor');
  const { nsd } = await loadPackage(ns.folder);
  const vnfds = [(await loadPackage(firewall.folder)).vnfd, (await loadPackage(monitor.folder)).vnfd];
  if (nsd === undefined) throw new Error('the sample NSD has no model');
  return { nsd, vnfds: vnfds.filter((v): v is Vnfd => v !== undefined) };
}

const lines = (d: ReturnType<typeof lintNsdAgainst>): string[] =>
  d.map((x) => `${x.code} ${x.line} ${x.message}`);

describe('lintNsdAgainst', () => {
  it('has nothing to say about the samples', async () => {
    const { nsd, vnfds } = await models();
    expect(lintNsdAgainst(nsd, vnfds, 'inspected-web.csar')).toEqual([]);
  });

  it('names a VNFD that is not onboarded, with its place in the NSD', async () => {
    const { nsd, vnfds } = await models();
    const [found] = lintNsdAgainst(nsd, vnfds.slice(1), 'inspected-web.csar');
    expect(found).toMatchObject({
      code: 'NFV-D068',
      severity: 'error',
      file: `inspected-web.csar:${NSD}`,
      line: 89,
      column: 5,
    });
  });

  it('finds requirements that are left untied or do not exist', async () => {
    const { nsd, vnfds } = await models([
      replaceIn(NSD, 'virtual_link_mgmt: vl_mgmt', 'virtual_link_oob: vl_mgmt'),
    ]);
    expect(lines(lintNsdAgainst(nsd, vnfds, 'p'))).toEqual([
      'NFV-D067 115 monitor leaves virtual_link_mgmt of Monitor untied',
      'NFV-D067 130 monitor.virtual_link_oob: Monitor exposes virtual_link_left, virtual_link_right, virtual_link_mgmt',
    ]);
  });

  it('finds a flavour the VNFD does not have', async () => {
    const { nsd, vnfds } = await models();
    const gold = vnfds.map((v) => ({ ...v, flavourId: 'gold' }));
    expect(lintNsdAgainst(nsd, gold, 'p').map((d) => d.code)).toEqual(['NFV-D069', 'NFV-D069']);
  });
});
