import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { withImageChecksum } from './image-checksum.ts';

const sha256 = 'ab'.repeat(32);
const read = (...path: string[]) => readFile(join(import.meta.dirname, ...path), 'utf8');

describe('withImageChecksum', () => {
  it.each(['bump-firewall', 'monitor'])('changes one value of the VNFD of %s, on its line', async (name) => {
    const before = await read(name, 'Definitions', `${name}.yaml`);
    const after = withImageChecksum(before, `Files/images/${name}.qcow2`, sha256);
    const changed = after.split('\n').filter((line, index) => line !== before.split('\n')[index]);
    expect(changed).toEqual([`              hash: '${sha256}'`]);
    expect(after.length).toBe(before.length);
    expect(() => parse(after)).not.toThrow();
  });

  it('refuses a path that no image has', async () => {
    const descriptor = await read('monitor', 'Definitions', 'monitor.yaml');
    expect(() => withImageChecksum(descriptor, 'Files/images/other.qcow2', sha256)).toThrow(/no SwImage/);
  });
});

describe('sample packages', () => {
  it.each(['bump-firewall', 'monitor'])('the NSD carries the node type of %s as it is', async (name) => {
    const copy = await read('inspected-web', 'Definitions', `${name}-type.yaml`);
    expect(copy).toBe(await read(name, 'Definitions', `${name}-type.yaml`));
  });

  it('the NSD names the VNFDs by their descriptor_id', async () => {
    const nodes = parse(await read('inspected-web', 'Definitions', 'inspected-web.yaml')).topology_template
      .node_templates;
    for (const [profile, name] of [
      ['firewall', 'bump-firewall'],
      ['monitor', 'monitor'],
    ] as const) {
      const vnfd = parse(await read(name, 'Definitions', `${name}.yaml`)).topology_template.node_templates
        .VNF;
      expect(nodes[profile].properties.descriptor_id).toBe(vnfd.properties.descriptor_id);
      expect(nodes[profile].type).toBe(vnfd.type);
    }
  });
});
