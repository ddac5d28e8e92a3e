import { type Edit, type Fault, replaceIn } from './sample-copy.ts';

const FW = 'Definitions/bump-firewall.yaml';
const FW_TYPE = 'Definitions/bump-firewall-type.yaml';
const META = 'TOSCA-Metadata/TOSCA.meta';
const fw = (from: string | RegExp, to: string): Edit => replaceIn(FW, from, to);

/** Faults of the package, the YAML and its types. */
export const PACKAGE_FAULTS: readonly Fault[] = [
  ['no Entry-Definitions', 'bump-firewall', 'NFV-D004', replaceIn(META, /Entry-Definitions.*\n/, '')],
  [
    'TOSCA.meta that is no list of keys',
    'bump-firewall',
    'NFV-D004',
    replaceIn(META, 'CSAR-Version: 1.1', 'CSAR 1.1'),
  ],
  [
    'a change log that is not there',
    'bump-firewall',
    'NFV-D005',
    replaceIn(META, 'ChangeLog.txt', 'Changes.txt'),
    /TOSCA.meta:6:1/,
  ],
  [
    'a manifest without product name',
    'bump-firewall',
    'NFV-D006',
    replaceIn('bump-firewall.mf', /.*vnf_product_name.*\n/, ''),
  ],
  [
    'a manifest that lists a lost file',
    'bump-firewall',
    'NFV-D007',
    { file: 'bump-firewall.mf', change: (t) => `${t}\nSource: Files/lost.txt\n` },
  ],
  [
    'a wrong hash',
    'bump-firewall',
    'NFV-D008',
    {
      file: 'bump-firewall.mf',
      change: (t) => `${t}\nSource: ChangeLog.txt\nAlgorithm: SHA-256\nHash: ${'ab'.repeat(32)}\n`,
    },
  ],
  [
    'an unknown hash algorithm',
    'bump-firewall',
    'NFV-D009',
    { file: 'bump-firewall.mf', change: (t) => `${t}\nSource: ChangeLog.txt\nAlgorithm: MD5\nHash: abcd\n` },
  ],
  [
    'broken YAML',
    'bump-firewall',
    'NFV-D010',
    fw('node_templates:', 'node_templates: ['),
    /bump-firewall.yaml:\d+:\d+/,
  ],
  [
    'a duplicate key',
    'bump-firewall',
    'NFV-D011',
    fw('        order: 0\n', '        order: 0\n        order: 0\n'),
    /yaml:101:9/,
  ],
  [
    'nesting without end',
    'bump-firewall',
    'NFV-D012',
    fw('name: bump-firewall', `name: ${'['.repeat(5000)}`),
  ],
  [
    'a Heat template',
    'bump-firewall',
    'NFV-D013',
    { file: FW, change: () => 'heat_template_version: 2015-10-15\nresources: {}\n' },
  ],
  [
    'an import that is nowhere',
    'bump-firewall',
    'NFV-D014',
    fw('- bump-firewall-type.yaml', '- lost-type.yaml'),
    /yaml:11:5/,
  ],
  [
    'a type that derives from itself',
    'bump-firewall',
    'NFV-D015',
    replaceIn(FW_TYPE, 'derived_from: tosca.nodes.nfv.VNF', 'derived_from: netwright.samples.BumpFirewall'),
  ],
  [
    'an unknown node type',
    'bump-firewall',
    'NFV-D016',
    fw('type: tosca.nodes.nfv.VduCp\n', 'type: tosca.nodes.nfv.VduCpd\n'),
    /yaml:96:13/,
  ],
  [
    'a misspelt property',
    'bump-firewall',
    'NFV-D017',
    fw('num_virtual_cpu: 1', 'num_virtual_cpus: 1'),
    /yaml:41:15/,
  ],
  [
    'a missing property',
    'bump-firewall',
    'NFV-D018',
    fw('        description: Filters and forwards frames between its first two NICs\n', ''),
    /yaml:29:5/,
  ],
  [
    'a text where a number belongs',
    'bump-firewall',
    'NFV-D019',
    fw('num_virtual_cpu: 1', 'num_virtual_cpu: one'),
    /yaml:41:32/,
  ],
];
