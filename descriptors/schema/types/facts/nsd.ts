/** SOL001 NSD types. Notation: ../notation.ts. */
export const nsdFacts = String.raw`
data nfv.ServiceAvailability < Root @2.5.1-2.8.1
  level! string {level1|level2|level3}
data nfv.NsVlProfile < Root
  max_bitrate_requirements! nfv.LinkBitrateRequirements
  min_bitrate_requirements! nfv.LinkBitrateRequirements
  qos? nfv.NsVirtualLinkQos
  service_availability? nfv.ServiceAvailability @2.5.1-2.8.1
  service_availability_level? integer >=1 @3.3.1+
  virtual_link_protocol_data? list<nfv.NsVirtualLinkProtocolData> @3.5.1+
  data_flow_mirroring? list<nfv.NsDataFlowMirroring> @4.3.1+
data nfv.NsVirtualLinkQos < nfv.Qos
  priority? integer @2.5.1
  priority? integer >=0 @2.6.1+
data nfv.NsProfile < Root @2.6.1+
  ns_instantiation_level? string
  min_number_of_instances! integer >=0
  max_number_of_instances! integer >=0
  flavour_id! string @2.6.1-3.6.1,4.2.1
  version_dependency? list<nfv.VersionDependency> @4.3.1+
  target_ns_scale_level? map<nfv.NsScaleInfo> @4.4.1+
data nfv.Mask < Root @2.7.1+
  starting_point! integer @2.7.1-3.6.1
  starting_point! integer >=1 @3.7.1+
  length! integer @2.7.1-3.6.1
  length! integer >=1 @3.7.1+
  value! string
data nfv.NsOperationAdditionalParameters < Root @2.7.1+
data nfv.NsMonitoringParameter < Root @2.7.1+
  name! string
  performance_metric! string {byte_incoming_sap|byte_outgoing_sap|packet_incoming_sap|packet_outgoing_sap|\
      byte_incoming|byte_outgoing|packet_incoming|packet_outgoing}
  collection_period? scalar-unit.time
data nfv.NsVirtualLinkProtocolData < Root @3.5.1+
  associated_layer_protocol! string {ethernet|mpls|odu2|ipv4|ipv6|pseudo-wire}
  l2_protocol_data? nfv.NsL2ProtocolData
  l3_protocol_data? nfv.NsL3ProtocolData
data nfv.NsL2ProtocolData < Root @3.5.1+
  name? string
  network_type? string {flat|vlan|vxlan|gre}
  vlan_transparent? boolean = false
  mtu? integer >0
  segmentation_id? string
data nfv.NsL3ProtocolData < Root @3.5.1+
  name? string
  ip_version! string {ipv4|ipv6}
  cidr! string
  ip_allocation_pools? list<nfv.NsIpAllocationPool>
data nfv.NsIpAllocationPool < Root @3.5.1+
  start_ip_address! string
  end_ip_address! string
data nfv.NsScalingAspect < Root @3.5.1+
  name! string
  description! string
  ns_scale_levels! map<integer => nfv.NsLevels> @3.5.1-3.6.1
  ns_scale_levels! map<integer >=0 => nfv.NsLevels> @3.7.1+
data nfv.NsLevels < Root @3.5.1+
  description! string
data nfv.scaleNsByStepsData < Root @3.5.1-3.6.1
  scaling_direction! string {scale_out|scale_in}
  aspect! string
  number_of_steps! integer >0 = 1
data nfv.scaleNsToLevelData < Root @3.5.1-3.6.1
  instantiation_level? string
  ns_scale_info? map<integer>
data nfv.ScaleNsByStepsData < Root @3.7.1+
  scaling_direction! string {scale_out|scale_in}
  aspect! string
  number_of_steps! integer >0 = 1
data nfv.ScaleNsToLevelData < Root @3.7.1+
  instantiation_level? string
  ns_scale_info? map<integer >=0>
data nfv.NsDataFlowMirroring < Root @4.3.1+
  mirroring_job_name! string
  description? string
data nfv.NsScaleInfo < Root @4.4.1+
  scale_level! integer >=0
capability nfv.Forwarding < Root @2.7.1+
relationship nfv.ForwardTo < Root @2.7.1+
  valid-targets capabilities.nfv.Forwarding
interface nfv.Nslcm < Root
  ops instantiate_start instantiate instantiate_end terminate_start terminate terminate_end update_start \
      update update_end scale_start scale scale_end heal_start heal heal_end
interface nfv.NsVnfIndicator < Root @3.5.1+
node nfv.NS < Root
  descriptor_id! string
  designer! string
  version! string
  name! string
  invariant_id! string
  req virtual_link nfv.VirtualLinkable node nfv.NsVirtualLink via nfv.VirtualLinksTo [0,1]
  iface Nslcm nfv.Nslcm
  flavour_id! string @2.6.1+
  ns_profile? nfv.NsProfile @2.6.1+
  service_availability_level? integer >=1 @3.3.1+
  priority? integer >=0 @3.5.1+
  ext_invariant_id? string @4.3.1+
  strict_nsd_constituent_onboarding! boolean = true @4.3.1+
node nfv.Sap < nfv.Cp
  req external_virtual_link nfv.VirtualLinkable via nfv.VirtualLinksTo @2.5.1-2.6.1
  req external_virtual_link nfv.VirtualLinkable via nfv.VirtualLinksTo [0,1] @2.7.1+
  req internal_virtual_link nfv.VirtualLinkable via nfv.VirtualLinksTo @2.5.1-2.6.1
  req internal_virtual_link nfv.VirtualLinkable via nfv.VirtualLinksTo [1,1] @2.7.1+
  cap forwarding nfv.Forwarding @3.7.1,4.3.1+
node nfv.NsVirtualLink < Root
  vl_profile! nfv.NsVlProfile
  connectivity_type! nfv.ConnectivityType
  test_access? list<string {passive_monitoring|active_loopback}>
  description? string
  cap virtual_linkable nfv.VirtualLinkable
node nfv.NfpPositionElement < Root @2.7.1+
  cap forwarding nfv.Forwarding
  req profile_element nfv.Forwarding via nfv.ForwardTo [1,2]
node nfv.NfpPosition < Root @2.7.1+
  forwarding_behaviour? string {all|lb|ff}
  cap forwarding nfv.Forwarding
  req element nfv.Forwarding node nfv.NfpPositionElement via nfv.ForwardTo [1,UNBOUNDED]
  forwarding_behaviour_input_parameters? map<string> @3.7.1,4.3.1+
node nfv.NFP < Root @2.7.1+
  req nfp_position nfv.Forwarding node nfv.NfpPosition via nfv.ForwardTo [1,UNBOUNDED]
node nfv.Forwarding < Root @2.7.1+
  cap virtual_linkable nfv.VirtualLinkable
  cap forwarding nfv.Forwarding [1,2] @2.7.1-4.2.1
  cap forwarding nfv.Forwarding @4.3.1+
  req virtual_link nfv.VirtualLinkable via nfv.VirtualLinksTo
group nfv.NsPlacementGroup < Root @2.7.1+
  description! string
  members nodes.nfv.VNF nodes.nfv.NsVirtualLink nodes.nfv.NS @2.7.1-4.2.1
  members nodes.nfv.VNF nodes.nfv.NsVirtualLink nodes.nfv.NS nodes.nfv.Forwarding nodes.nfv.Sap @4.3.1+
group nfv.VNFFG < Root @2.7.1+
  description! string
  members nodes.nfv.NFP nodes.nfv.VNF nodes.nfv.PNF nodes.nfv.NS nodes.nfv.NsVirtualLink \
      nodes.nfv.NfpPositionElement
policy nfv.NsAffinityRule < Placement @2.7.1+
  scope! string {nfvi_node|zone|zone_group|nfvi_pop} @2.7.1-2.8.1
  scope! string {nfvi_node|zone|zone_group|nfvi_pop|network_link_and_node} @3.3.1-3.7.1
  scope! string {nfvi_node|zone|zone_group|nfvi_pop|network_link_and_node|container_namespace} @4.2.1
  scope! string {nfvi_node|zone|zone_group|nfvi_pop|network_link_and_node|container_namespace|l2_network} \
      @4.3.1+
  targets nodes.nfv.VNF nodes.nfv.NsVirtualLink nodes.nfv.NS groups.nfv.NsPlacementGroup @2.7.1-4.2.1
  targets nodes.nfv.VNF nodes.nfv.NsVirtualLink nodes.nfv.NS groups.nfv.NsPlacementGroup nodes.nfv.Sap \
      nodes.nfv.Forwarding @4.3.1+
policy nfv.NsAntiAffinityRule < Placement @2.7.1+
  scope! string {nfvi_node|zone|zone_group|nfvi_pop} @2.7.1-2.8.1
  scope! string {nfvi_node|zone|zone_group|nfvi_pop|network_link_and_node} @3.3.1-3.7.1
  scope! string {nfvi_node|zone|zone_group|nfvi_pop|network_link_and_node|container_namespace} @4.2.1
  scope! string {nfvi_node|zone|zone_group|nfvi_pop|network_link_and_node|container_namespace|l2_network} \
      @4.3.1+
  targets nodes.nfv.VNF nodes.nfv.NsVirtualLink nodes.nfv.NS groups.nfv.NsPlacementGroup @2.7.1-4.2.1
  targets nodes.nfv.VNF nodes.nfv.NsVirtualLink nodes.nfv.NS groups.nfv.NsPlacementGroup nodes.nfv.Sap \
      nodes.nfv.Forwarding @4.3.1+
policy nfv.NsSecurityGroupRule < nfv.Abstract.SecurityGroupRule @2.7.1+
  targets nodes.nfv.Sap
policy nfv.NfpRule < Root @2.7.1+
  ether_destination_address? string
  ether_source_address? string
  ether_type? string {ipv4|ipv6}
  vlan_tag? list<string>
  protocol? string
  dscp? string
  source_port_range? range in[0,65535]
  destination_port_range? range in[0,65535]
  source_ip_address_prefix? string
  destination_ip_address_prefix? string
  extended_criteria? list<nfv.Mask>
  targets nodes.nfv.NFP
policy nfv.NsMonitoring < Root @2.7.1+
  ns_monitoring_parameters! list<nfv.NsMonitoringParameter> len>=1 @2.7.1-3.3.1
  ns_monitoring_parameters! map<nfv.NsMonitoringParameter> len>=1 @3.5.1+
  targets nodes.nfv.NS
policy nfv.VnfMonitoring < Root @2.7.1+
  vnf_monitoring_parameters! list<nfv.VnfMonitoringParameter> len>=1 @2.7.1-3.3.1
  vnf_monitoring_parameters! map<nfv.VnfMonitoringParameter> len>=1 @3.5.1+
  targets nodes.nfv.VNF
policy nfv.NsScalingAspects < Root @3.5.1+
  aspects! map<nfv.NsScalingAspect> len>=1
policy nfv.VnfToLevelMapping < Root @3.5.1+
  aspect! string
  number_of_instances! map<integer => integer> len>=1 @3.5.1-3.6.1
  number_of_instances! map<integer >=0 => integer >=0> len>=1 @3.7.1+
  targets nodes.nfv.VNF
policy nfv.NsToLevelMapping < Root @3.5.1+
  aspect! string
  number_of_instances! map<integer => integer> len>=1 @3.5.1-3.6.1
  number_of_instances! map<integer >=0 => integer >=0> len>=1 @3.7.1+
  targets nodes.nfv.NS
policy nfv.VirtualLinkToLevelMapping < Root @3.5.1+
  aspect! string
  bit_rate_requirements! map<integer => nfv.LinkBitrateRequirements> len>=1 @3.5.1-3.6.1
  bit_rate_requirements! map<integer >=0 => nfv.LinkBitrateRequirements> len>=1 @3.7.1+
  targets nodes.nfv.NsVirtualLink
policy nfv.NsInstantiationLevels < Root @3.5.1+
  ns_levels! map<nfv.NsLevels> len>=1
  default_level? string
policy nfv.VnfToInstantiationLevelMapping < Root @3.5.1+
  number_of_instances! map<integer> len>=1 @3.5.1-3.6.1
  number_of_instances! map<integer >=0> len>=1 @3.7.1+
  targets nodes.nfv.VNF
policy nfv.NsToInstantiationLevelMapping < Root @3.5.1+
  number_of_instances! map<integer> len>=1 @3.5.1-3.6.1
  number_of_instances! map<integer >=0> len>=1 @3.7.1+
  targets nodes.nfv.NS
policy nfv.VirtualLinkToInstantiationLevelMapping < Root @3.5.1+
  bit_rate_requirements! map<nfv.LinkBitrateRequirements> len>=1
  targets nodes.nfv.NsVirtualLink
policy nfv.NsAutoScale < Root @3.5.1+
  targets nodes.nfv.NS
policy nfv.DataFlowInfo < Root @4.3.1+
  data_flow_info_id! string
  associated_mirroring_job_name! string
  direction! string {in|out|both}
  targets nodes.nfv.Forwarding nodes.nfv.Sap
`;
