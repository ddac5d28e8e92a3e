import { type Edit, type Fault, replaceIn } from './sample-copy.ts';

const ns = (from: string | RegExp, to: string): Edit => replaceIn('Definitions/inspected-web.yaml', from, to);

/** Faults of an NSD. */
export const NSD_FAULTS: readonly Fault[] = [
  [
    'a position on no path',
    'inspected-web',
    'NFV-D060',
    ns('        - nfp_position: pos_monitor\n', ''),
    /yaml:\d+:5/,
  ],
  [
    'a position passed twice',
    'inspected-web',
    'NFV-D060',
    ns('nfp_position: pos_monitor', 'nfp_position: pos_firewall'),
  ],
  ['a path in no VNFFG', 'inspected-web', 'NFV-D060', ns('members: [nfp_web, ', 'members: [')],
  [
    'in by one VNF and out by another',
    'inspected-web',
    'NFV-D061',
    ns(/(# out\n\s+node: )fwd_firewall_right/, '$1fwd_monitor_right'),
  ],
  [
    'a path that begins at a VNF',
    'inspected-web',
    'NFV-D062',
    ns('        - nfp_position: pos_client\n', ''),
  ],
  [
    'a rule on something else than a path',
    'inspected-web',
    'NFV-D063',
    ns('targets: [nfp_web]', 'targets: [pos_client]'),
    /yaml:\d+:19/,
  ],
  [
    'VLAN 5000',
    'inspected-web',
    'NFV-D064',
    ns('segmentation_id: "113"', 'segmentation_id: "5000"'),
    /yaml:64:17/,
  ],
  [
    'a VLAN that is a word',
    'inspected-web',
    'NFV-D064',
    ns('segmentation_id: "113"', 'segmentation_id: vlan0'),
  ],
  [
    'a prefix longer than an address',
    'inspected-web',
    'NFV-D065',
    ns('protocol: tcp', 'protocol: tcp\n          source_ip_address_prefix: 10.0.0.0/40'),
  ],
  [
    'a Forwarding node nobody is tied to',
    'inspected-web',
    'NFV-D066',
    ns(
      'node: fwd_monitor_left\n            capability: virtual_linkable',
      'node: vl_data\n            capability: virtual_linkable',
    ),
  ],
  [
    'a nested network service',
    'inspected-web',
    'NFV-D090',
    ns(
      '    vl_data:\n      type',
      '    inner:\n      type: tosca.nodes.nfv.NS\n      properties: { descriptor_id: x }\n    vl_data:\n      type',
    ),
  ],
];
