/** SOL001 VNFD policy types. Notation: ../notation.ts. */
export const vnfdPolicyFacts = String.raw`
policy nfv.InstantiationLevels < Root
  levels! map<nfv.InstantiationLevel> @2.5.1
  levels! map<nfv.InstantiationLevel> len>=1 @2.6.1+
  default_level? string
policy nfv.VduInstantiationLevels < Root
  levels! map<nfv.VduLevel> @2.5.1
  levels! map<nfv.VduLevel> len>=1 @2.6.1+
  targets nodes.nfv.Vdu.Compute @2.5.1-3.7.1
  targets nodes.nfv.Vdu.Compute nodes.nfv.Vdu.OsContainerDeployableUnit @4.2.1+
policy nfv.VirtualLinkInstantiationLevels < Root
  levels! map<nfv.VirtualLinkBitrateLevel> @2.5.1
  levels! map<nfv.VirtualLinkBitrateLevel> len>=1 @2.6.1+
  targets nodes.nfv.VnfVirtualLink
policy nfv.ScalingAspects < Root
  aspects! map<nfv.ScalingAspect> @2.5.1
  aspects! map<nfv.ScalingAspect> len>=1 @2.6.1+
policy nfv.VduScalingAspectDeltas < Root
  aspect! string
  deltas! map<nfv.VduLevel> @2.5.1
  deltas! map<nfv.VduLevel> len>=1 @2.6.1+
  targets nodes.nfv.Vdu.Compute @2.5.1-3.7.1
  targets nodes.nfv.Vdu.Compute nodes.nfv.Vdu.OsContainerDeployableUnit @4.2.1+
policy nfv.VirtualLinkBitrateScalingAspectDeltas < Root
  aspect! string
  deltas! map<nfv.VirtualLinkBitrateLevel> @2.5.1
  deltas! map<nfv.VirtualLinkBitrateLevel> len>=1 @2.6.1+
  targets nodes.nfv.VnfVirtualLink
policy nfv.VduInitialDelta < Root
  initial_delta! nfv.VduLevel
  targets nodes.nfv.Vdu.Compute @2.5.1-3.7.1
  targets nodes.nfv.Vdu.Compute nodes.nfv.Vdu.OsContainerDeployableUnit @4.2.1+
policy nfv.VirtualLinkBitrateInitialDelta < Root
  initial_delta! nfv.VirtualLinkBitrateLevel
  targets nodes.nfv.VnfVirtualLink
policy nfv.AffinityRule < Placement
  scope! string {nfvi_node|zone|zone_group|nfvi_pop} @2.5.1-2.8.1
  scope! string {nfvi_node|zone|zone_group|nfvi_pop|network_link_and_node} @3.3.1-3.7.1
  scope! string {nfvi_node|zone|zone_group|nfvi_pop|network_link_and_node|container_namespace|cis_node} \
      @4.2.1+
  targets nodes.nfv.Vdu.Compute nodes.nfv.VnfVirtualLink groups.nfv.PlacementGroup @2.5.1-3.7.1
  targets nodes.nfv.Vdu.Compute nodes.nfv.VnfVirtualLink groups.nfv.PlacementGroup nodes.nfv.Mciop \
      nodes.nfv.Vdu.OsContainerDeployableUnit @4.2.1+
  nfvi_maintenance_group_info? nfv.NfviMaintenanceInfo @3.6.1+
policy nfv.AntiAffinityRule < Placement
  scope! string {nfvi_node|zone|zone_group|nfvi_pop} @2.5.1-2.8.1
  scope! string {nfvi_node|zone|zone_group|nfvi_pop|network_link_and_node} @3.3.1-3.7.1
  scope! string {nfvi_node|zone|zone_group|nfvi_pop|network_link_and_node|container_namespace|cis_node} \
      @4.2.1+
  targets nodes.nfv.Vdu.Compute nodes.nfv.VnfVirtualLink groups.nfv.PlacementGroup @2.5.1-3.7.1
  targets nodes.nfv.Vdu.Compute nodes.nfv.VnfVirtualLink groups.nfv.PlacementGroup nodes.nfv.Mciop \
      nodes.nfv.Vdu.OsContainerDeployableUnit @4.2.1+
  nfvi_maintenance_group_info? nfv.NfviMaintenanceInfo @3.6.1+
policy nfv.SecurityGroupRule < nfv.Abstract.SecurityGroupRule
  parent Root @2.5.1-2.6.1
  description? string @2.5.1-2.6.1
  direction? string {ingress|egress} = "ingress" @2.5.1-2.6.1
  ether_type? string {ipv4|ipv6} = "ipv4" @2.5.1-2.6.1
  protocol? string {hopopt|icmp|igmp|ggp|ipv4|st|tcp|cbt|egp|igp|bbn_rcc_mon|nvp_ii|pup|argus|emcon|xnet|\
      chaos|udp|mux|dcn_meas|hmp|prm|xns_idp|trunk_1|trunk_2|leaf_1|leaf_2|rdp|irtp|iso_tp4|netblt|\
      mfe_nsp|merit_inp|dccp|3pc|idpr|xtp|ddp|idpr_cmtp|tp++|il|ipv6|sdrp|ipv6_route|ipv6_frag|idrp|rsvp|\
      gre|dsr|bna|esp|ah|i_nlsp|swipe|narp|mobile|tlsp|skip|ipv6_icmp|ipv6_no_nxt|ipv6_opts|cftp|\
      sat_expak|kryptolan|rvd|ippc|sat_mon|visa|ipcv|cpnx|cphb|wsn|pvp|br_sat_mon|sun_nd|wb_mon|wb_expak|\
      iso_ip|vmtp|secure_vmtp|vines|ttp|iptm|nsfnet_igp|dgp|tcf|eigrp|ospfigp|sprite_rpc|larp|mtp|ax.25|\
      ipip|micp|scc_sp|etherip|encap|gmtp|ifmp|pnni|pim|aris|scps|qnx|a/n|ip_comp|snp|compaq_peer|\
      ipx_in_ip|vrrp|pgm|l2tp|ddx|iatp|stp|srp|uti|smp|sm|ptp|isis|fire|crtp|crudp|sscopmce|iplt|sps|pipe|\
      sctp|fc|rsvp_e2e_ignore|mobility|udp_lite|mpls_in_ip|manet|hip|shim6|wesp|rohc} = "tcp" @2.5.1-2.6.1
  port_range_min? integer >=0 <=65535 = 0 @2.5.1-2.6.1
  port_range_max? integer >=0 <=65535 = 65535 @2.5.1-2.6.1
  targets nodes.nfv.VduCp nodes.nfv.VnfExtCp @2.5.1-3.7.1
  targets nodes.nfv.VduCp nodes.nfv.VnfExtCp nodes.nfv.Vdu.OsContainerDeployableUnit @4.2.1+
policy nfv.SupportedVnfInterface < Root
  interface_name! string {vnf_indicator|vnf_configuration} @2.5.1-3.3.1
  interface_name! string {vnf_indicator|vnf_configuration|vnf_lcm_coordination} @3.5.1+
  details? nfv.InterfaceDetails
  targets nodes.nfv.VnfExtCp nodes.nfv.VduCp
policy nfv.VnfIndicator < Root @3.3.1+
  source! string {vnf|em|both_vnf_and_em}
  targets nodes.nfv.VNF
policy nfv.VnfPackageChange < Root @3.3.1+
  selector! nfv.VnfPackageChangeSelector @3.3.1-3.7.1
  selector! list<nfv.VnfPackageChangeSelector> len>=1 @4.2.1+
  modification_qualifier! string {up|down}
  additional_modification_description? string
  component_mappings? list<nfv.VnfPackageChangeComponentMapping>
  destination_flavour_id! string
  actions? list<string> @3.5.1+
  referenced_coordination_actions? list<string> @3.5.1+
  targets nodes.nfv.VNF @3.6.1+
policy nfv.LcmCoordinationAction < Root @3.5.1+
  action_name! string
  action! nfv.VnfLcmOpCoord @3.7.1,4.3.1+
policy nfv.LcmCoordinationsForLcmOperation < Root @3.5.1+
  vnf_lcm_operation! string {instantiate|scale|scale_to_level|change_flavour|terminate|heal|operate|\
      change_ext_conn|modify_info|create_snapshot|revert_to_snapshot}
  actions? list<string>
  referenced_coordination_actions? list<string>
policy nfv.VipCpScalingAspectDeltas < Root @3.7.1,4.3.1+
  aspect! string
  deltas! map<nfv.VipCpLevel> len>=1
  targets nodes.nfv.VipCp
policy nfv.VipCpInitialDelta < Root @3.7.1,4.3.1+
  initial_delta! nfv.VipCpLevel
  targets nodes.nfv.VipCp
policy nfv.VipCpInstantiationLevels < Root @3.7.1,4.3.1+
  levels! map<nfv.VipCpLevel> len>=1
  targets nodes.nfv.VipCp
`;
