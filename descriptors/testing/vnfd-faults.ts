import { type Edit, type Fault, replaceIn } from './sample-copy.ts';

const FW = 'Definitions/bump-firewall.yaml';
const fw = (from: string | RegExp, to: string): Edit => replaceIn(FW, from, to);
const mon = (from: string | RegExp, to: string): Edit => replaceIn('Definitions/monitor.yaml', from, to);
const ns = (from: string | RegExp, to: string): Edit => replaceIn('Definitions/inspected-web.yaml', from, to);

/** Faults of references, requirements and a VNFD. */
export const VNFD_FAULTS: readonly Fault[] = [
  ['no vCPU', 'bump-firewall', 'NFV-D020', fw('num_virtual_cpu: 1', 'num_virtual_cpu: 0'), /yaml:41:32/],
  [
    'a vnic_type that does not exist',
    'bump-firewall',
    'NFV-D020',
    fw('vnic_type: virtio-forwarder', 'vnic_type: fast'),
  ],
  [
    'a requirement to nothing',
    'bump-firewall',
    'NFV-D021',
    fw('virtual_binding: VDU_FW', 'virtual_binding: VDU_X'),
    /:\d+:28/,
  ],
  [
    'a policy target that is not there',
    'bump-firewall',
    'NFV-D021',
    fw('targets: [VDU_FW]', 'targets: [VDU_X]'),
  ],
  [
    'an input that is not there',
    'bump-firewall',
    'NFV-D021',
    fw('name: bump-firewall\n', 'name: { get_input: vm_name }\n'),
  ],
  [
    'a group member that is not there',
    'inspected-web',
    'NFV-D021',
    ns('members: [nfp_web,', 'members: [nfp_lost, nfp_web,'),
  ],
  [
    'a requirement to the wrong kind',
    'bump-firewall',
    'NFV-D022',
    fw('virtual_binding: VDU_FW', 'virtual_binding: FW_RIGHT'),
  ],
  ['a policy on the wrong kind', 'bump-firewall', 'NFV-D022', fw('targets: [VDU_FW]', 'targets: [FW_LEFT]')],
  [
    'an undeclared requirement',
    'inspected-web',
    'NFV-D023',
    ns('virtual_link_mgmt: vl_mgmt', 'virtual_link_oob: vl_mgmt'),
    /yaml:130:11/,
  ],
  [
    'a connection point without a link',
    'bump-firewall',
    'NFV-D024',
    fw('      virtual_link_left: [FW_LEFT, virtual_link]\n', ''),
    /yaml:94:5/,
  ],
  ['policies at the root', 'bump-firewall', 'NFV-D025', { file: FW, change: (t) => `${t}\ngroups: {}\n` }],
  [
    'a size without a unit',
    'bump-firewall',
    'NFV-D026',
    fw('virtual_mem_size: 256 MiB', 'virtual_mem_size: 268435456'),
  ],
  ['capitals in a keyword', 'bump-firewall', 'NFV-D027', fw('disk_format: qcow2', 'disk_format: QCOW2')],
  [
    'a missing image file',
    'bump-firewall',
    'NFV-D030',
    fw('file: Files/images/bump-firewall.qcow2', 'file: Files/images/lost.qcow2'),
    /yaml:77:17/,
  ],
  [
    'another image than stated',
    'bump-firewall',
    'NFV-D031',
    { file: 'Files/images/bump-firewall.qcow2', change: () => 'other' },
    /yaml:75:9/,
  ],
  [
    'no image',
    'bump-firewall',
    'NFV-D032',
    fw('type: tosca.artifacts.nfv.SwImage', 'type: tosca.artifacts.File'),
  ],
  [
    'two images',
    'bump-firewall',
    'NFV-D033',
    fw(
      '        sw_image:\n',
      '        other:\n          type: tosca.artifacts.nfv.SwImage\n          file: ChangeLog.txt\n          properties: { name: x, version: "1", container_format: bare }\n        sw_image:\n',
    ),
  ],
  [
    'memory that is no whole number of pages',
    'bump-firewall',
    'NFV-D040',
    fw('virtual_mem_size: 256 MiB', 'virtual_mem_size: 255 MiB'),
    /yaml:58:19/,
  ],
  [
    'huge pages for a part of the memory',
    'bump-firewall',
    'NFV-D040',
    fw('requested_size: 256 MiB', 'requested_size: 128 MiB'),
  ],
  [
    'two page sizes',
    'bump-firewall',
    'NFV-D040',
    fw('"configurationValue": "2 MiB"', '"configurationValue": "1 GiB"'),
  ],
  [
    'more pinning rules than CPUs',
    'bump-firewall',
    'NFV-D041',
    fw(
      'virtual_cpu_pinning_policy: static',
      'virtual_cpu_pinning_policy: static\n                virtual_cpu_pinning_rule: ["0:2", "1:3"]',
    ),
    /yaml:45:17/,
  ],
  [
    'whole cores for an odd number of CPUs',
    'bump-firewall',
    'NFV-D041',
    fw(
      'logicalCpuPinningPolicy: >-',
      'logicalCpuThreadPinningPolicy: require\n                logicalCpuPinningPolicy: >-',
    ),
  ],
  [
    'more instances than allowed',
    'bump-firewall',
    'NFV-D042',
    fw('max_number_of_instances: 1', 'max_number_of_instances: 0'),
  ],
  ['two vNICs of one order', 'bump-firewall', 'NFV-D043', fw('order: 1', 'order: 0'), /yaml:105:5/],
  [
    'a local NIC without a cell',
    'monitor',
    'NFV-D044',
    mon('numa_enabled: true', 'numa_enabled: false'),
    /yaml:141:17/,
  ],
  [
    'a page size no machine has',
    'monitor',
    'NFV-D045',
    mon('"configurationValue": "2 MiB"', '"configurationValue": "large"'),
  ],
  [
    'HPA JSON that is none',
    'monitor',
    'NFV-D045',
    mon('"configurationValue": "required"}', '"configurationValue": "required"'),
  ],
  [
    'a mandatory key nobody knows',
    'monitor',
    'NFV-D046',
    mon('pciDeviceLocalToNumaNode: >-', 'pciVendorId: >-'),
  ],
  [
    'PCI passthrough',
    'monitor',
    'NFV-D047',
    mon('"configurationValue": "SR-IOV"', '"configurationValue": "PCI-Passthrough"'),
  ],
  [
    'a default level that is not declared',
    'bump-firewall',
    'NFV-D050',
    fw('default_level: default', 'default_level: big'),
  ],
  [
    'a level of a VDU that is not declared',
    'bump-firewall',
    'NFV-D050',
    fw(/( {10}levels:\n {12})default(:\n {14}number)/, '$1big$2'),
  ],
  [
    'an aspect that is not declared',
    'bump-firewall',
    'NFV-D051',
    {
      file: FW,
      change: (t) =>
        `${t}    - deltas:\n        type: tosca.policies.nfv.VduScalingAspectDeltas\n        properties: { aspect: x, deltas: { d: { number_of_instances: 1 } } }\n        targets: [VDU_FW]\n`,
    },
  ],
];
