/**
 * The VIM's own vocabulary: what a host is (facts) and what can be asked of it (specs). Specs carry every id they
 * need; nothing is chosen here. `allocationId` + `generation` mark every artefact on the host.
 */

/** Who owns an artefact on a host; written into domain metadata, OVS external_ids, file names. */
export interface Owner {
  readonly allocationId: string;
  readonly generation: number;
}

export interface VhostUserPortSpec {
  readonly kind: 'vhost-user';
  readonly portId: string;
  readonly mac: string;
  readonly bridge: string;
  readonly portName: string;
  readonly socketPath: string;
  readonly queuePairs: number;
  readonly mtu: number;
}

export interface SriovVfPortSpec {
  readonly kind: 'sriov-vf';
  readonly portId: string;
  readonly mac: string;
  readonly pfName: string;
  readonly vfIndex: number;
  readonly vfAddress: string;
  readonly vlanId: number | null;
}

export type PortSpec = VhostUserPortSpec | SriovVfPortSpec;

export interface VnfcSpec {
  readonly vnfcId: string;
  readonly generation: number;
  readonly domainName: string;
  readonly virtType: 'kvm' | 'qemu';
  readonly cell: number;
  readonly vcpuCount: number;
  readonly vcpuPins: readonly number[] | null;
  readonly sharedCpus: readonly number[];
  readonly emulatorCpus: readonly number[];
  readonly memoryMiB: number;
  readonly pageSizeKiB: number | null;
  readonly image: {
    readonly sha256: string;
    readonly sizeBytes: number;
    readonly diskFormat: 'qcow2' | 'raw';
  };
  readonly ports: readonly PortSpec[];
}

export interface SapSpec {
  readonly sapId: string;
  readonly generation: number;
  readonly bridge: string;
  readonly interfaceName: string;
}

export interface VirtualLinkSpec {
  readonly vlId: string;
  readonly generation: number;
  readonly bridge: string;
  readonly tag: number;
  readonly sapPorts: readonly string[];
}

export interface PathRuleSpec {
  readonly ruleId: string;
  readonly etherType: 'ipv4' | 'ipv6';
  readonly protocol?: string;
  readonly sourceIpAddressPrefix?: string;
  readonly destinationIpAddressPrefix?: string;
  readonly sourcePortRange?: readonly [number, number];
  readonly destinationPortRange?: readonly [number, number];
  readonly dscp?: number;
}

export interface PathSpec {
  readonly pathId: string;
  readonly generation: number;
  readonly bridge: string;
  readonly vlTag: number;
  readonly forwardSpi: number;
  readonly reverseSpi: number;
  readonly ingressSapPort: string;
  readonly egressSapPort: string;
  readonly hops: readonly {
    readonly ingressPort: string;
    readonly egressPort: string;
    readonly onFailure: 'block' | 'bypass';
  }[];
  readonly rules: readonly PathRuleSpec[];
}

/** Given to every operation that may take longer than a second. */
export interface OperationContext {
  readonly signal: AbortSignal;
  /** Called with a short present-tense message; also the heartbeat, so call it at least every second. */
  progress(message: string): void;
}

// ---- facts ----------------------------------------------------------------------------------------------------

export interface HostCpu {
  readonly id: number;
  readonly socketId: number;
  readonly coreId: number;
  /** CPU ids of the same core, itself included. */
  readonly siblings: readonly number[];
}

export interface HostCell {
  readonly id: number;
  readonly memoryMiB: number;
  readonly cpus: readonly HostCpu[];
  /** Huge page pools by size; the host's small pages are not listed. */
  readonly hugePages: readonly { readonly sizeKiB: number; readonly total: number; readonly free: number }[];
  /** Distance to each cell by index. */
  readonly distances: readonly number[];
}

export interface HostVf {
  readonly index: number;
  readonly address: string;
  readonly iommuGroup: number | null;
  readonly driver: string | null;
}

export interface HostPf {
  readonly name: string;
  readonly address: string;
  /** NUMA cell, or null where firmware does not say. */
  readonly cell: number | null;
  readonly driver: string;
  readonly maxVfs: number;
  readonly vfs: readonly HostVf[];
}

export interface HostInventory {
  readonly hostname: string;
  readonly bootId: string;
  readonly kernel: string;
  /** `kvm` only where /dev/kvm is there and libvirt's domain capabilities offer it. */
  readonly virtType: 'kvm' | 'qemu';
  readonly libvirtVersion: string;
  readonly qemuVersion: string;
  readonly machineType: string;
  readonly iommu: boolean;
  readonly cells: readonly HostCell[];
  readonly pfs: readonly HostPf[];
  readonly ovs: {
    readonly version: string;
    readonly dpdkInitialized: boolean;
    readonly dpdkVersion: string | null;
    /** CPUs named by pmd-cpu-mask. */
    readonly pmdCpus: readonly number[];
    readonly bridges: readonly string[];
  };
  /** CPUs for emulator threads and the host itself, at least one per cell: never given to guests. */
  readonly housekeepingCpus: readonly number[];
}

export interface VnfcFacts {
  readonly vnfcId: string;
  readonly domainState: 'running' | 'paused' | 'shutoff' | 'absent' | 'other';
  readonly pid: number | null;
}
