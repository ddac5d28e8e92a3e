/**
 * The canonical VNFD every planner reads: SOL001 names in lowerCamelCase, units in names, a source position on
 * whatever a claim can be made about. Nothing downstream of this sees YAML.
 */
import { z } from 'zod';
import { sourceRef } from './source.ts';

/** SOL001 `virtual_cpu`, plus the ONAP HPA keys of `vdu_cpu_requirements` that are understood. */
export const virtualCpu = z.object({
  numVirtualCpu: z.int().positive(),
  /** `static` where the descriptor asks for dedicated host CPUs (policy static, or HPA logicalCpuPinningPolicy dedicated). */
  virtualCpuPinningPolicy: z.enum(['static', 'dynamic']).optional(),
  /** As written; its grammar is not standardised. */
  virtualCpuPinningRule: z.array(z.string()).optional(),
  logicalCpuThreadPinningPolicy: z.enum(['require', 'isolate', 'prefer']).optional(),
  source: sourceRef,
  pinningSource: sourceRef.optional(),
});

/** SOL001 `virtual_memory`, huge_pages_requirements (4.3.1+) and HPA `vdu_mem_requirements`. */
export const virtualMemory = z.object({
  virtualMemSizeMiB: z.int().positive(),
  /** True: all memory on the cell of the vCPUs, strictly (numa_enabled, or memoryAllocationPolicy strictLocalAffinity). */
  numaEnabled: z.boolean(),
  /** Page size asked for; absent means the host's small pages will do. */
  memoryPageSizeKiB: z.int().positive().optional(),
  /** Sum of requested_size over huge_pages_requirements, where the descriptor gives one. */
  hugePagesRequestedMiB: z.int().positive().optional(),
  source: sourceRef,
  numaSource: sourceRef.optional(),
  pageSizeSource: sourceRef.optional(),
});

/** tosca.artifacts.nfv.SwImage; `artifactPath` is inside the package. */
export const swImage = z.object({
  id: z.string(),
  name: z.string(),
  version: z.string(),
  checksum: z.object({ algorithm: z.enum(['sha-224', 'sha-256', 'sha-384', 'sha-512']), hash: z.string() }),
  containerFormat: z.string(),
  diskFormat: z.enum(['qcow2', 'raw', 'iso', 'vdi', 'vhd', 'vhdx', 'vmdk', 'aki', 'ami', 'ari']),
  artifactPath: z.string(),
  minDiskMiB: z.int().nonnegative().optional(),
  minRamMiB: z.int().nonnegative().optional(),
  source: sourceRef,
});

/** tosca.nodes.nfv.Vdu.Compute. */
export const vduCompute = z.object({
  vduId: z.string(),
  name: z.string(),
  description: z.string(),
  minNumberOfInstances: z.int().nonnegative(),
  maxNumberOfInstances: z.int().nonnegative(),
  /** VduInitialDelta, or VduInstantiationLevels at the default level. */
  initialNumberOfInstances: z.int().nonnegative(),
  virtualCpu,
  virtualMemory,
  swImage: swImage.optional(),
  /**
   * requested_additional_capabilities `netwright.io/dscp-trail`: the VNF appends this digit (1..3) to the base-4
   * trail in the DSCP of every IPv4 packet it forwards (dscp' = (dscp * 4 + digit) mod 64), so that the value at
   * the end of a path tells which VNFs a packet passed and in which order.
   */
  dscpTrailDigit: z.int().min(1).max(3).optional(),
  dscpTrailSource: sourceRef.optional(),
  source: sourceRef,
});

/** tosca.nodes.nfv.VduCp with its virtual_network_interface_requirements (HPA vocabulary). */
export const vduCp = z.object({
  cpdId: z.string(),
  vduId: z.string(),
  /** vNIC order in the guest, 0-based, unique within its VDU (assigned by position where the descriptor is silent). */
  order: z.int().nonnegative(),
  vnicType: z.string(),
  /** What the CP is realised as, decided from vnic_type and HPA interfaceType (`direct`/`SR-IOV` → sriov-vf). */
  interfaceKind: z.enum(['vhost-user', 'sriov-vf']),
  /** HPA pciDeviceLocalToNumaNode `required`: the VM's cell must be the NIC's cell. */
  pciDeviceLocalToNumaNode: z.enum(['required', 'notRequired']).optional(),
  queuePairs: z.int().positive(),
  layerProtocols: z.array(z.string()),
  source: sourceRef,
  interfaceSource: sourceRef.optional(),
  numaSource: sourceRef.optional(),
});

/** An external CP: a VduCp exposed through substitution_mappings (or a VnfExtCp bound to an internal VL). */
export const extCpd = z.object({
  /** Node template name, the cpdId of SOL003. */
  cpdId: z.string(),
  /** Requirement name on the VNF node type, which the NSD uses: `virtual_link_left`. */
  requirement: z.string(),
  source: sourceRef,
});

export const vnfd = z.object({
  /** SOL001 descriptor_id, SOL003 vnfdId. */
  vnfdId: z.string(),
  provider: z.string(),
  productName: z.string(),
  softwareVersion: z.string(),
  descriptorVersion: z.string(),
  vnfmInfo: z.array(z.string()),
  flavourId: z.string(),
  flavourDescription: z.string(),
  /** SOL001 edition of the types used, e.g. `4.3.1`. */
  typesEdition: z.string(),
  vdus: z.array(vduCompute),
  vduCps: z.array(vduCp),
  extCpds: z.array(extCpd),
  source: sourceRef,
});

export type VirtualCpu = z.infer<typeof virtualCpu>;
export type VirtualMemory = z.infer<typeof virtualMemory>;
export type SwImage = z.infer<typeof swImage>;
export type VduCompute = z.infer<typeof vduCompute>;
export type VduCp = z.infer<typeof vduCp>;
export type ExtCpd = z.infer<typeof extCpd>;
export type Vnfd = z.infer<typeof vnfd>;
