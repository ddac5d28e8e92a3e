/** SOL001 VNFD node types with their capabilities, relationships, groups, interfaces and artifacts. Notation: ../notation.ts. */
export const vnfdNodeFacts = String.raw`
node nfv.VNF < Root
  descriptor_id! string
  descriptor_version! string
  provider! string
  product_name! string
  software_version! string
  product_info_name? string
  product_info_description? string
  vnfm_info! list<string> @2.5.1
  vnfm_info! list<string ~"(^etsivnfm:v[0-9]?[0-9]\\.[0-9]?[0-9]\\.[0-9]?[0-9]$)|\
      (^[0-9]+:[a-zA-Z0-9.-]+$)"> @2.6.1+
  localization_languages? list<string>
  default_localization_language? string
  lcm_operations_configuration? nfv.VnfLcmOperationsConfiguration
  monitoring_parameters? list<nfv.VnfMonitoringParameter> @2.5.1-3.3.1
  monitoring_parameters? map<nfv.VnfMonitoringParameter> @3.5.1+
  flavour_id! string
  flavour_description! string
  req virtual_link nfv.VirtualLinkable via nfv.VirtualLinksTo [0,1]
  iface Vnflcm nfv.Vnflcm
  vnf_profile? nfv.VnfProfile @2.6.1+
  configurable_properties? nfv.VnfConfigurableProperties @3.7.1,4.3.1+
  modifiable_attributes? nfv.VnfInfoModifiableAttributes @3.7.1,4.3.1+
  iface VnfIndicator nfv.VnfIndicator @3.7.1,4.3.1+
  ext_invariant_id? string @4.3.1+
node nfv.VnfExtCp < nfv.Cp
  virtual_network_interface_requirements? list<nfv.VirtualNetworkInterfaceRequirements>
  req external_virtual_link nfv.VirtualLinkable via nfv.VirtualLinksTo @2.5.1-2.6.1
  req external_virtual_link nfv.VirtualLinkable via nfv.VirtualLinksTo [0,1] @2.7.1+
  req internal_virtual_link nfv.VirtualLinkable via nfv.VirtualLinksTo @2.5.1-2.6.1
  req internal_virtual_link nfv.VirtualLinkable via nfv.VirtualLinksTo [1,1] @2.7.1+
node nfv.Vdu.Compute < Root
  name! string
  description! string
  boot_order? list<string> @2.5.1-2.6.1
  boot_order? boolean @2.7.1
  boot_order! boolean = false @2.8.1+
  nfvi_constraints? list<string> @2.5.1-2.6.1
  nfvi_constraints? map<string> @2.7.1+
  monitoring_parameters? list<nfv.VnfcMonitoringParameter> @2.5.1-3.3.1
  monitoring_parameters? map<nfv.VnfcMonitoringParameter> @3.5.1+
  vdu_profile! nfv.VduProfile
  sw_image_data? nfv.SwImageData @2.5.1-3.5.1
  boot_data? string @2.5.1-2.6.1
  boot_data? nfv.BootData @2.7.1+
  cap virtual_compute nfv.VirtualCompute [1,1]
  cap virtual_binding nfv.VirtualBindable [1,UNBOUNDED]
  req virtual_storage nfv.VirtualStorage via nfv.AttachesTo [0,UNBOUNDED]
  configurable_properties? nfv.VnfcConfigurableProperties @3.7.1,4.3.1+
node nfv.Vdu.VirtualBlockStorage < Root
  virtual_block_storage_data! nfv.VirtualBlockStorageData
  sw_image_data? nfv.SwImageData @2.5.1-3.5.1
  cap virtual_storage nfv.VirtualStorage
  nfvi_maintenance_info? nfv.NfviMaintenanceInfo @3.6.1+
  per_vnfc_instance! boolean = true @4.2.1+
node nfv.Vdu.VirtualObjectStorage < Root
  virtual_object_storage_data! nfv.VirtualObjectStorageData
  cap virtual_storage nfv.VirtualStorage
  nfvi_maintenance_info? nfv.NfviMaintenanceInfo @3.6.1+
  per_vnfc_instance! boolean = true @4.2.1+
node nfv.Vdu.VirtualFileStorage < Root
  virtual_file_storage_data! nfv.VirtualFileStorageData
  cap virtual_storage nfv.VirtualStorage
  req virtual_link nfv.VirtualLinkable via nfv.VirtualLinksTo @2.5.1-2.6.1
  req virtual_link nfv.VirtualLinkable via nfv.VirtualLinksTo [1,1] @2.7.1+
  nfvi_maintenance_info? nfv.NfviMaintenanceInfo @3.6.1+
  per_vnfc_instance! boolean = true @4.2.1+
node nfv.VduCp < nfv.Cp
  bitrate_requirement? integer >=0
  virtual_network_interface_requirements? list<nfv.VirtualNetworkInterfaceRequirements>
  order? integer >=0
  vnic_type? string {normal|virtio|direct-physical} @2.5.1-2.6.1
  vnic_type? string {normal|macvtap|direct|baremetal|virtio-forwarder|direct-physical|smart-nic} \
      @2.7.1-3.7.1
  vnic_type? string {normal|macvtap|direct|baremetal|virtio-forwarder|direct-physical|smart-nic|bridge|\
      ipvlan|loopback|macvlan|ptp|vlan|host-device} @4.2.1+
  req virtual_link nfv.VirtualLinkable via nfv.VirtualLinksTo @2.5.1-2.6.1
  req virtual_link nfv.VirtualLinkable via nfv.VirtualLinksTo [0,1] @2.7.1-3.3.1
  req virtual_link nfv.VirtualLinkable via nfv.VirtualLinksTo [1,1] @3.5.1+
  req virtual_binding nfv.VirtualBindable node nfv.Vdu.Compute via nfv.VirtualBindsTo @2.5.1-2.6.1
  req virtual_binding nfv.VirtualBindable node nfv.Vdu.Compute via nfv.VirtualBindsTo [1,1] @2.7.1-3.3.1
  req virtual_binding nfv.VirtualBindable node nfv.Vdu.Compute via nfv.VirtualBindsTo [0,1] @3.5.1-3.7.1
  req virtual_binding nfv.VirtualBindable via nfv.VirtualBindsTo [0,1] @4.2.1+
  cap trunk_binding nfv.TrunkBindable [0,UNBOUNDED] @3.5.1+
node nfv.VnfVirtualLink < Root
  connectivity_type! nfv.ConnectivityType
  description? string
  test_access? list<string {passive_monitoring|active_loopback}>
  vl_profile! nfv.VlProfile
  monitoring_parameters? list<nfv.VirtualLinkMonitoringParameter> @2.5.1-3.3.1
  monitoring_parameters? map<nfv.VirtualLinkMonitoringParameter> @3.5.1+
  cap virtual_linkable nfv.VirtualLinkable
  nfvi_maintenance_info? nfv.NfviMaintenanceInfo @3.6.1+
  externally_managed? string @3.6.1
  externally_managed? string {allowed|required} @3.7.1,4.3.1+
node nfv.VipCp < nfv.Cp @2.7.1+
  vip_function! string {high_availability|load_balance}
  req target Node via DependsOn [1,UNBOUNDED] @2.7.1-3.3.1
  req target Node node nfv.VduCp via DependsOn [1,UNBOUNDED] @3.5.1+
  req virtual_link nfv.VirtualLinkable via nfv.VipVirtualLinksTo [1,1]
  dedicated_ip_address! boolean = true @3.5.1+
node nfv.VduSubCp < nfv.VduCp @3.5.1+
  segmentation_type? string {vlan|inherit}
  segmentation_id? integer >=0
  req trunk_binding nfv.TrunkBindable node nfv.VduCp via nfv.TrunkBindsTo [1,1]
node nfv.Vdu.OsContainer < Root @4.2.1+
  name! string
  description! string
  requested_cpu_resources? integer >=0
  cpu_resource_limit? integer >=0
  requested_memory_resources? scalar-unit.size
  memory_resource_limit? scalar-unit.size
  requested_ephemeral_storage_resources? scalar-unit.size
  ephemeral_storage_resource_limit? scalar-unit.size
  extended_resource_requests? list<nfv.ExtendedResourceData> len>=1
  huge_pages_resources? list<nfv.Hugepages>
  cap container_deployable nfv.ContainerDeployable [1,UNBOUNDED]
  cpu_pinning_requirements? nfv.VirtualCpuPinning @4.3.1+
node nfv.Vdu.OsContainerDeployableUnit < Root @4.2.1+
  name! string
  description! string
  logical_node? map<nfv.LogicalNodeData>
  requested_additional_capabilities? map<nfv.RequestedAdditionalCapability>
  nfvi_constraints? map<string>
  vdu_profile! nfv.VduProfile
  mcio_constraint_params? list<string {affinity_nfvi_pop|affinity_zone|affinity_zone_group|\
      affinity_nfvi_node|affinity_cis_node|anti_affinity_nfvi_pop|anti_affinity_zone|\
      anti_affinity_zone_group|anti_affinity_nfvi_node|anti_affinity_cis_node|local_affinity_nfvi_pop|\
      local_affinity_zone|local_affinity_zoneGroup|local_affinity_nfvi_node|local_affinity_cis_node|\
      local_anti_affinity_nfvi_pop|local_anti_affinity_zone|local_anti_affinity_zone_group|\
      local_anti_affinity_nfvi_node|local_anti_affinity_cis_node|node_additional_capability_ssd|\
      node_additional_capability_dpdk|node_additional_capability_sriov|node_additional_capability_gpu|\
      node_additional_capability_fpga|node_additional_capability_cpu_pin|node_capability_logical_numa|\
      node_pool}>
  cap virtual_binding nfv.VirtualBindable [0,UNBOUNDED]
  cap associable nfv.AssociableVdu [1,1]
  req virtual_storage nfv.VirtualStorage via nfv.AttachesTo [0,UNBOUNDED]
  req container nfv.ContainerDeployable via nfv.DeploysTo [1,UNBOUNDED]
  configurable_properties? nfv.VnfcConfigurableProperties @4.3.1+
  mcio_identification_data! nfv.McioIdentificationData @4.3.1+
node nfv.Mciop < Root @4.2.1+
  req associatedVdu nfv.AssociableVdu node nfv.Vdu.OsContainerDeployableUnit via nfv.MciopAssociates \
      [1,UNBOUNDED]
node nfv.VirtualCp < nfv.Cp @4.2.1+
  additionalServiceData! list<nfv.AdditionalServiceData> @4.2.1
  additionalServiceData? list<nfv.AdditionalServiceData> @4.3.1+
  req target Node via DependsOn [1,UNBOUNDED] @4.2.1
  req target Node node nfv.Vdu.OsContainerDeployableUnit via DependsOn [1,UNBOUNDED] @4.3.1+
  req virtual_link nfv.VirtualLinkable via nfv.VirtualLinksTo [0,1]
  address_pool_name_configurable! boolean = false @4.4.1+
capability nfv.VirtualBindable < Node
capability nfv.VirtualCompute < Node
  logical_node? map<nfv.LogicalNodeData>
  requested_additional_capabilities? map<nfv.RequestedAdditionalCapability>
  compute_requirements? map<string>
  virtual_memory! nfv.VirtualMemory
  virtual_cpu! nfv.VirtualCpu
  virtual_local_storage? list<nfv.VirtualBlockStorageData>
capability nfv.VirtualStorage < Root
capability nfv.TrunkBindable < Node @3.5.1+
capability nfv.ContainerDeployable < Node @4.2.1+
capability nfv.AssociableVdu < Node @4.2.1+
relationship nfv.VirtualBindsTo < DependsOn
  valid-targets capabilities.nfv.VirtualBindable
relationship nfv.AttachesTo < Root
  valid-targets capabilities.nfv.VirtualStorage
relationship nfv.TrunkBindsTo < DependsOn @3.5.1+
  valid-targets capabilities.nfv.TrunkBindable
relationship nfv.DeploysTo < DependsOn @4.2.1+
  valid-targets capabilities.nfv.ContainerDeployable
relationship nfv.MciopAssociates < DependsOn @4.2.1+
  valid-targets capabilities.nfv.AssociableVdu
interface nfv.Vnflcm < Root
  ops instantiate instantiate_start instantiate_end terminate terminate_start terminate_end \
      modify_information modify_information_start modify_information_end change_flavour \
      change_flavour_start change_flavour_end change_external_connectivity \
      change_external_connectivity_start change_external_connectivity_end operate operate_start \
      operate_end heal heal_start heal_end scale scale_start scale_end scale_to_level \
      scale_to_level_start scale_to_level_end
  ops create_snapshot create_snapshot_start create_snapshot_end revert_to_snapshot \
      revert_to_snapshot_start revert_to_snapshot_end change_current_package change_current_package_start \
      change_current_package_end @3.3.1+
  notes change_current_package_notification change_current_package_start_notification \
      change_current_package_end_notification @3.3.1+
interface nfv.VnfIndicator < Root @2.7.1+
interface nfv.ChangeCurrentVnfPackage < Root @3.3.1+
group nfv.PlacementGroup < Root
  description! string
  members nodes.nfv.Vdu.Compute nodes.nfv.VnfVirtualLink @2.5.1-3.7.1
  members nodes.nfv.Vdu.Compute nodes.nfv.Vdu.OsContainerDeployableUnit nodes.nfv.VnfVirtualLink \
      nodes.nfv.Mciop @4.2.1+
artifact nfv.SwImage < Deployment.Image
  name! string @3.3.1+
  version! string @3.3.1+
  provider? string @3.3.1+
  checksum! nfv.ChecksumData @3.3.1-4.2.1
  checksum? nfv.ChecksumData @4.3.1+
  container_format! string {aki|ami|ari|bare|docker|ova|ovf} @3.3.1+
  disk_format! string {aki|ami|ari|iso|qcow2|raw|vdi|vhd|vhdx|vmdk} @3.3.1-3.7.1
  disk_format? string {aki|ami|ari|iso|qcow2|raw|vdi|vhd|vhdx|vmdk} @4.2.1+
  min_disk! scalar-unit.size >=0B @3.3.1-3.7.1
  min_disk? scalar-unit.size >=0B @4.2.1+
  min_ram? scalar-unit.size >=0B @3.3.1+
  size! scalar-unit.size @3.3.1-4.2.1
  size? scalar-unit.size @4.3.1+
  operating_system? string @3.3.1+
  supported_virtualisation_environments? list<string> @3.3.1+
artifact Implementation.nfv.Mistral < Implementation
artifact nfv.HelmChart < File @4.2.1+
`;
