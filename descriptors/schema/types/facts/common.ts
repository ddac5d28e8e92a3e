/** SOL001 common types: addresses, profiles, connection points, abstract rules. Notation: ../notation.ts. */
export const commonFacts = String.raw`
data nfv.L2AddressData < Root
  mac_address_assignment! boolean
data nfv.L3AddressData < Root
  ip_address_assignment! boolean @2.5.1-3.6.1,4.2.1
  ip_address_assignment? boolean @3.7.1,4.3.1+
  floating_ip_activated! boolean
  ip_address_type? string {ipv4|ipv6}
  number_of_ip_address? integer >0
  ip_address_assignment_subtype? string {dynamic|vnf_pkg|external} @3.6.1-3.7.1,4.3.1+
  fixed_ip_address? list<string> @3.6.1+
data nfv.AddressData < Root
  address_type! string {mac_address|ip_address}
  l2_address_data? nfv.L2AddressData
  l3_address_data? nfv.L3AddressData
data nfv.ConnectivityType < Root
  layer_protocols! list<string {ethernet|mpls|odu2|ipv4|ipv6|pseudo-wire}>
  flow_pattern? string {line|tree|mesh}
data nfv.ScaleInfo < Root
  scale_level! integer >=0
data nfv.LinkBitrateRequirements < Root
  root! integer >=0
  leaf? integer >=0
data nfv.Qos < Root
  latency! scalar-unit.time >0s
  packet_delay_variation! scalar-unit.time >=0s
  packet_loss_ratio? float in[0,1]
data nfv.CpProtocolData < Root
  associated_layer_protocol! string {ethernet|mpls|odu2|ipv4|ipv6|pseudo-wire}
  address_data? list<nfv.AddressData>
data nfv.VnfMonitoringParameter < Root
  name! string
  performance_metric! string {v_cpu_usage_mean_vnf|v_cpu_usage_peak_vnf|v_memory_usage_mean_vnf|\
      v_memory_usage_peak_vnf|v_disk_usage_mean_vnf|v_disk_usage_peak_vnf|byte_incoming_vnf_ext_cp|\
      byte_outgoing_vnf_ext_cp|packet_incoming_vnf_ext_cp|packet_outgoing_vnf_ext_cp}
  collection_period? scalar-unit.time >0s
data nfv.VnfProfile < Root
  instantiation_level? string
  min_number_of_instances! integer >=0
  max_number_of_instances! integer >=0
  service_availability_level? integer >=1 @3.3.1+
  target_vnf_scale_level_info? map<nfv.ScaleInfo> @4.3.1+
  version_dependency? list<nfv.VersionDependency> @4.3.1+
data nfv.VersionDependency < Root @4.3.1+
  dependent_constituent_id! string
  version_dependency_statement! list<nfv.VersionDependencyStatement>
data nfv.VersionDependencyStatement < Root @4.3.1+
  descriptor_id! list<string>
capability nfv.VirtualLinkable < Node
  parent Root @2.5.1
relationship nfv.VirtualLinksTo < DependsOn
  valid-targets capabilities.nfv.VirtualLinkable
relationship nfv.VipVirtualLinksTo < DependsOn @2.7.1+
  valid-targets capabilities.nfv.VirtualLinkable
node nfv.Cp < Root
  layer_protocols! list<string {ethernet|mpls|odu2|ipv4|ipv6|pseudo-wire}>
  role? string {root|leaf}
  description? string
  protocol? list<nfv.CpProtocolData>
  trunk_mode? boolean
  ip_stack_mode? string {ipv4_xor_ipv6|ipv4_or_ipv6|tunnel_ipv6_over_ipv4|tunnel_ipv4_over_ipv6} @4.4.1+
policy nfv.Abstract.SecurityGroupRule < Root @2.7.1+
  description? string
  direction? string {ingress|egress} = "ingress" @2.7.1
  direction! string {ingress|egress} = "ingress" @2.8.1+
  ether_type? string {ipv4|ipv6} = "ipv4" @2.7.1
  ether_type! string {ipv4|ipv6} = "ipv4" @2.8.1+
  protocol? string {hopopt|icmp|igmp|ggp|ipv4|st|tcp|cbt|egp|igp|bbn_rcc_mon|nvp_ii|pup|argus|emcon|xnet|\
      chaos|udp|mux|dcn_meas|hmp|prm|xns_idp|trunk_1|trunk_2|leaf_1|leaf_2|rdp|irtp|iso_tp4|netblt|\
      mfe_nsp|merit_inp|dccp|3pc|idpr|xtp|ddp|idpr_cmtp|tp++|il|ipv6|sdrp|ipv6_route|ipv6_frag|idrp|rsvp|\
      gre|dsr|bna|esp|ah|i_nlsp|swipe|narp|mobile|tlsp|skip|ipv6_icmp|ipv6_no_nxt|ipv6_opts|cftp|\
      sat_expak|kryptolan|rvd|ippc|sat_mon|visa|ipcv|cpnx|cphb|wsn|pvp|br_sat_mon|sun_nd|wb_mon|wb_expak|\
      iso_ip|vmtp|secure_vmtp|vines|ttp|iptm|nsfnet_igp|dgp|tcf|eigrp|ospfigp|sprite_rpc|larp|mtp|ax.25|\
      ipip|micp|scc_sp|etherip|encap|gmtp|ifmp|pnni|pim|aris|scps|qnx|a/n|ip_comp|snp|compaq_peer|\
      ipx_in_ip|vrrp|pgm|l2tp|ddx|iatp|stp|srp|uti|smp|sm|ptp|isis|fire|crtp|crudp|sscopmce|iplt|sps|pipe|\
      sctp|fc|rsvp_e2e_ignore|mobility|udp_lite|mpls_in_ip|manet|hip|shim6|wesp|rohc} = "tcp" @2.7.1
  protocol! string {hopopt|icmp|igmp|ggp|ipv4|st|tcp|cbt|egp|igp|bbn_rcc_mon|nvp_ii|pup|argus|emcon|xnet|\
      chaos|udp|mux|dcn_meas|hmp|prm|xns_idp|trunk_1|trunk_2|leaf_1|leaf_2|rdp|irtp|iso_tp4|netblt|\
      mfe_nsp|merit_inp|dccp|3pc|idpr|xtp|ddp|idpr_cmtp|tp++|il|ipv6|sdrp|ipv6_route|ipv6_frag|idrp|rsvp|\
      gre|dsr|bna|esp|ah|i_nlsp|swipe|narp|mobile|tlsp|skip|ipv6_icmp|ipv6_no_nxt|ipv6_opts|cftp|\
      sat_expak|kryptolan|rvd|ippc|sat_mon|visa|ipcv|cpnx|cphb|wsn|pvp|br_sat_mon|sun_nd|wb_mon|wb_expak|\
      iso_ip|vmtp|secure_vmtp|vines|ttp|iptm|nsfnet_igp|dgp|tcf|eigrp|ospfigp|sprite_rpc|larp|mtp|ax.25|\
      ipip|micp|scc_sp|etherip|encap|gmtp|ifmp|pnni|pim|aris|scps|qnx|a/n|ip_comp|snp|compaq_peer|\
      ipx_in_ip|vrrp|pgm|l2tp|ddx|iatp|stp|srp|uti|smp|sm|ptp|isis|fire|crtp|crudp|sscopmce|iplt|sps|pipe|\
      sctp|fc|rsvp_e2e_ignore|mobility|udp_lite|mpls_in_ip|manet|hip|shim6|wesp|rohc} = "tcp" @2.8.1+
  port_range_min? integer >=0 <=65535 = 0 @2.7.1
  port_range_min! integer >=0 <=65535 = 0 @2.8.1+
  port_range_max? integer >=0 <=65535 = 65535 @2.7.1
  port_range_max! integer >=0 <=65535 = 65535 @2.8.1+
`;
