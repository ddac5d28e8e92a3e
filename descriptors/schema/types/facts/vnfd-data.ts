/** SOL001 VNFD data types. Notation: ../notation.ts. */
export const vnfdDataFacts = String.raw`
data nfv.VirtualNetworkInterfaceRequirements < Root
  name? string
  description? string
  support_mandatory! boolean @2.5.1-3.5.1,4.2.1
  network_interface_requirements! map<string> @2.5.1-3.5.1,4.2.1+
  network_interface_requirements! map<string> len<=1 @3.6.1-3.7.1
  nic_io_requirements? nfv.LogicalNodeData
data nfv.RequestedAdditionalCapability < Root
  requested_additional_capability_name! string
  support_mandatory! boolean
  min_requested_additional_capability_version? string
  preferred_requested_additional_capability_version? string
  target_performance_parameters! map<string>
data nfv.VirtualMemory < Root
  virtual_mem_size! scalar-unit.size
  virtual_mem_oversubscription_policy? string
  vdu_mem_requirements? map<string>
  numa_enabled? boolean = false @2.5.1-2.7.1
  numa_enabled! boolean = false @2.8.1+
  huge_pages_requirements? list<nfv.Hugepages> @4.3.1+
data nfv.VirtualCpu < Root
  cpu_architecture? string
  num_virtual_cpu! integer >0
  virtual_cpu_clock? scalar-unit.frequency
  virtual_cpu_oversubscription_policy? string
  vdu_cpu_requirements? map<string>
  virtual_cpu_pinning? nfv.VirtualCpuPinning
data nfv.VirtualCpuPinning < Root
  virtual_cpu_pinning_policy? string {static|dynamic}
  virtual_cpu_pinning_rule? list<string>
data nfv.VnfcConfigurableProperties < Root
  additional_vnfc_configurable_properties? nfv.VnfcAdditionalConfigurableProperties @3.7.1,4.3.1+
data nfv.VnfcAdditionalConfigurableProperties < Root
data nfv.VduProfile < Root
  min_number_of_instances! integer >=0
  max_number_of_instances! integer >=0
  nfvi_maintenance_info? nfv.NfviMaintenanceInfo @3.6.1+
data nfv.VlProfile < Root
  max_bitrate_requirements! nfv.LinkBitrateRequirements
  min_bitrate_requirements! nfv.LinkBitrateRequirements
  qos? nfv.Qos
  virtual_link_protocol_data? list<nfv.VirtualLinkProtocolData>
data nfv.VirtualLinkProtocolData < Root
  associated_layer_protocol! string {ethernet|mpls|odu2|ipv4|ipv6|pseudo-wire}
  l2_protocol_data? nfv.L2ProtocolData
  l3_protocol_data? nfv.L3ProtocolData
data nfv.L2ProtocolData < Root
  name? string
  network_type? string {flat|vlan|vxlan|gre}
  vlan_transparent? boolean = false @2.5.1-2.7.1
  vlan_transparent! boolean = false @2.8.1+
  mtu? integer >0
  segmentation_id? string @2.7.1+
data nfv.L3ProtocolData < Root
  name? string
  ip_version! string {ipv4|ipv6}
  cidr! string
  ip_allocation_pools? list<nfv.IpAllocationPool>
  gateway_ip? string
  dhcp_enabled? boolean
  ipv6_address_mode? string {slaac|dhcpv6-stateful|dhcpv6-stateless}
data nfv.IpAllocationPool < Root
  start_ip_address! string
  end_ip_address! string
data nfv.InstantiationLevel < Root
  description! string
  scale_info? map<nfv.ScaleInfo>
data nfv.VduLevel < Root
  number_of_instances! integer >=0
data nfv.VnfLcmOperationsConfiguration < Root
  instantiate? nfv.VnfInstantiateOperationConfiguration
  scale? nfv.VnfScaleOperationConfiguration
  scale_to_level? nfv.VnfScaleToLevelOperationConfiguration
  change_flavour? nfv.VnfChangeFlavourOperationConfiguration
  heal? nfv.VnfHealOperationConfiguration
  terminate? nfv.VnfTerminateOperationConfiguration
  operate? nfv.VnfOperateOperationConfiguration
  change_ext_connectivity? nfv.VnfChangeExtConnectivityOperationConfiguration
  change_current_package? nfv.VnfChangeCurrentPackageOperationConfiguration @3.3.1+
  create_snapshot? nfv.VnfCreateSnapshotOperationConfiguration @3.3.1+
  revert_to_snapshot? nfv.VnfRevertToSnapshotOperationConfiguration @3.3.1+
data nfv.VnfInstantiateOperationConfiguration < Root
  target_scale_levels_supported! boolean = false @4.3.1+
data nfv.VnfScaleOperationConfiguration < Root
  scaling_by_more_than_one_step_supported? boolean = false @2.5.1-2.7.1
  scaling_by_more_than_one_step_supported! boolean = false @2.8.1+
data nfv.VnfScaleToLevelOperationConfiguration < Root
  arbitrary_target_levels_supported! boolean
data nfv.VnfHealOperationConfiguration < Root
  causes? list<string>
data nfv.VnfTerminateOperationConfiguration < Root
  min_graceful_termination_timeout! scalar-unit.time
  max_recommended_graceful_termination_timeout? scalar-unit.time
data nfv.VnfOperateOperationConfiguration < Root
  min_graceful_stop_timeout! scalar-unit.time
  max_recommended_graceful_stop_timeout? scalar-unit.time
data nfv.ScalingAspect < Root
  name! string
  description! string
  max_scale_level! integer >=0
  step_deltas? list<string>
data nfv.VnfConfigurableProperties < Root
  is_autoscale_enabled? boolean
  is_autoheal_enabled? boolean
  vnfm_interface_info? nfv.VnfmInterfaceInfo @2.7.1-3.5.1,4.2.1
  vnfm_interface_info? list<nfv.VnfmInterfaceInfo> @3.6.1-3.7.1,4.3.1+
  vnfm_oauth_server_info? nfv.OauthServerInfo @2.7.1+
  vnf_oauth_server_info? nfv.OauthServerInfo @2.7.1+
  additional_configurable_properties? nfv.VnfAdditionalConfigurableProperties @3.7.1,4.3.1+
data nfv.VnfAdditionalConfigurableProperties < Root
  is_writable_anytime? boolean = false @2.7.1
  is_writable_anytime! boolean = true @2.8.1+
data nfv.VnfInfoModifiableAttributes < Root
  extensions? nfv.VnfInfoModifiableAttributesExtensions @3.7.1,4.3.1+
  metadata? nfv.VnfInfoModifiableAttributesMetadata @3.7.1,4.3.1+
data nfv.VnfInfoModifiableAttributesExtensions < Root
data nfv.VnfInfoModifiableAttributesMetadata < Root
data nfv.LogicalNodeData < Root
  logical_node_requirements? map<string>
data nfv.SwImageData < Root @2.5.1-3.6.1,4.2.1
  name! string
  version! string
  checksum! string @2.5.1
  checksum! nfv.ChecksumData @2.6.1-3.6.1,4.2.1
  container_format! string {aki|ami|ari|bare|docker|ova|ovf}
  disk_format! string {aki|ami|ari|iso|qcow2|raw|vdi|vhd|vhdx|vmdk}
  min_disk! scalar-unit.size @2.5.1
  min_disk! scalar-unit.size >=0B @2.6.1-3.6.1,4.2.1
  min_ram? scalar-unit.size @2.5.1
  min_ram? scalar-unit.size >=0B @2.6.1-3.6.1,4.2.1
  size! scalar-unit.size
  operating_system? string
  supported_virtualisation_environments? list<string>
  provider? string @2.7.1-3.6.1,4.2.1
data nfv.VirtualBlockStorageData < Root
  size_of_storage! scalar-unit.size @2.5.1
  size_of_storage! scalar-unit.size >=0B @2.6.1+
  vdu_storage_requirements? map<string>
  rdma_enabled? boolean = false @2.5.1-2.7.1
  rdma_enabled! boolean = false @2.8.1+
data nfv.VirtualObjectStorageData < Root
  max_size_of_storage? scalar-unit.size @2.5.1
  max_size_of_storage? scalar-unit.size >=0B @2.6.1+
data nfv.VirtualFileStorageData < Root
  size_of_storage! scalar-unit.size @2.5.1
  size_of_storage! scalar-unit.size >=0B @2.6.1+
  file_system_protocol! string @2.5.1-3.6.1,4.2.1
  file_system_protocol! string {nfs|cifs} @3.7.1,4.3.1+
data nfv.VirtualLinkBitrateLevel < Root
  bitrate_requirements! nfv.LinkBitrateRequirements
data nfv.VnfOperationAdditionalParameters < Root
data nfv.VnfChangeFlavourOperationConfiguration < Root
data nfv.VnfChangeExtConnectivityOperationConfiguration < Root
data nfv.VnfcMonitoringParameter < Root
  name! string
  performance_metric! string {v_cpu_usage_mean_vnf|v_cpu_usage_peak_vnf|v_memory_usage_mean_vnf|\
      v_memory_usage_peak_vnf|v_disk_usage_mean_vnf|v_disk_usage_peak_vnf|byte_incoming_vnf_int_cp|\
      byte_outgoing_vnf_int_cp|packet_incoming_vnf_int_cp|packet_outgoing_vnf_int_cp} @2.5.1-2.6.1
  performance_metric! string {v_cpu_usage_mean_vnf|v_cpu_usage_peak_vnf|v_memory_usage_mean_vnf|\
      v_memory_usage_peak_vnf|v_disk_usage_mean_vnf|v_disk_usage_peak_vnf|byte_incoming_vnf_int_cp|\
      byte_outgoing_vnf_int_cp|packet_incoming_vnf_int_cp|packet_outgoing_vnf_int_cp|v_cpu_usage_mean|\
      v_cpu_usage_peak|v_memory_usage_mean|v_memory_usage_peak|v_disk_usage_mean|v_disk_usage_peak|\
      v_net_byte_incoming|v_net_byte_outgoing|v_net_packet_incoming|v_net_packet_outgoing|\
      usage_mean_vStorage|usage_peak_vStorage} @2.7.1+
  collection_period? scalar-unit.time >0s
data nfv.VirtualLinkMonitoringParameter < Root
  name! string
  performance_metric! string {packet_outgoing_virtual_link|packet_incoming_virtual_link} @2.5.1-2.6.1
  performance_metric! string {byte_incoming|byte_outgoing|packet_incoming|packet_outgoing} @2.7.1+
  collection_period? scalar-unit.time >0s
data nfv.InterfaceDetails < Root
  uri_components? nfv.UriComponents
  interface_specific_data? map<string>
data nfv.UriComponents < Root
  scheme! string
  authority? nfv.UriAuthority
  path? string
  query? string
  fragment? string
data nfv.UriAuthority < Root
  user_info? string
  host? string
  port? string
data nfv.ChecksumData < Root @2.6.1+
  algorithm! string {sha-224|sha-256|sha-384|sha-512}
  hash! string
data nfv.VnfmInterfaceInfo < Root @2.7.1+
  interface_name! string {vnf_lcm|vnf_pm|vnf_fm}
  details? nfv.InterfaceDetails
  credentials? map<string>
data nfv.OauthServerInfo < Root @2.7.1+
data nfv.BootData < Root @2.7.1+
  vim_specific_properties? nfv.BootDataVimSpecificProperties
  kvp_data? nfv.KvpData
  content_or_file_data? nfv.ContentOrFileData
data nfv.KvpData < Root @2.7.1+
  data? map<string>
data nfv.ContentOrFileData < Root @2.7.1+
  data? map<string>
  content? string
  source_path? string
  destination_path? string
data nfv.BootDataVimSpecificProperties < Root @2.7.1+
  vim_type! string @2.7.1-4.3.1
  vim_type? string @4.4.1+
  properties! map<string>
data nfv.VnfPackageChangeSelector < Root @3.3.1+
  source_descriptor_id! string
  destination_descriptor_id! string
  source_flavour_id! string
data nfv.VnfPackageChangeComponentMapping < Root @3.3.1+
  component_type! string {vdu|cp|virtual_link|virtual_storage|deployment_flavour|instantiation_level|\
      scaling_aspect} @3.3.1-3.7.1
  component_type! string {vdu|cp|virtual_link|virtual_storage|instantiation_level|scaling_aspect} @4.2.1+
  source_id! string
  destination_id! string
  description? string
data nfv.VnfChangeCurrentPackageOperationConfiguration < Root @3.3.1+
data nfv.VnfCreateSnapshotOperationConfiguration < Root @3.3.1+
data nfv.VnfRevertToSnapshotOperationConfiguration < Root @3.3.1+
data nfv.VnfLcmOpCoord < Root @3.5.1-3.7.1,4.3.1+
  description? string
  endpoint_type? string {mgmt|vnf}
  coordination_stage? string {start|end}
  input_parameters? nfv.InputOpCoordParams @3.7.1,4.3.1+
  output_parameters? nfv.OutputOpCoordParams @3.7.1,4.3.1+
data nfv.OutputOpCoordParams < Root @3.5.1-3.7.1,4.3.1+
data nfv.MaxNumberOfImpactedInstances < Root @3.6.1+
  group_size? integer @3.6.1,4.2.1
  group_size? integer >0 @3.7.1,4.3.1+
  max_number_of_impacted_instances! integer @3.6.1,4.2.1
  max_number_of_impacted_instances! integer >0 @3.7.1,4.3.1+
data nfv.NfviMaintenanceInfo < Root @3.6.1+
  impact_notification_lead_time! scalar-unit.time
  is_impact_mitigation_requested! boolean = false
  supported_migration_type? list<string {no_migration|offline_migration|live_migration}>
  max_undetectable_interruption_time? scalar-unit.time
  min_recovery_time_between_impacts? scalar-unit.time
  max_number_of_impacted_instances? list<nfv.MaxNumberOfImpactedInstances>
  min_number_of_preserved_instances? list<nfv.MinNumberOfPreservedInstances>
data nfv.MinNumberOfPreservedInstances < Root @3.6.1+
  group_size? integer @3.6.1,4.2.1
  group_size? integer >0 @3.7.1,4.3.1+
  min_number_of_preserved_instances! integer @3.6.1,4.2.1
  min_number_of_preserved_instances! integer >0 @3.7.1,4.3.1+
data nfv.InputOpCoordParams < Root @3.7.1,4.3.1+
data nfv.VipCpLevel < Root @3.7.1,4.3.1+
  number_of_instances! integer >=0
data nfv.ServicePortData < Root @4.2.1+
  name! string
  protocol! string {tcp|udp|sctp}
  port! integer >=0
  portConfigurable! boolean
data nfv.AdditionalServiceData < Root @4.2.1+
  portData! list<nfv.ServicePortData>
  serviceData? string @4.2.1-4.3.1
  serviceData? nfv.ServiceData @4.4.1+
data nfv.ExtendedResourceData < Root @4.2.1+
  extended_resource! map<string> len>=1 len<=1
  amount! integer @4.2.1
  amount! integer >0 @4.3.1+
data nfv.Hugepages < Root @4.2.1+
  hugepage_size! scalar-unit.size
  requested_size! scalar-unit.size
data nfv.McioIdentificationData < Root @4.3.1+
  name! string
  type! string {Deployment|StatefulSet}
data nfv.ServiceData < Root @4.4.1+
  host? string
  path? list<string>
`;
