/**
 * The immutable plan of a network service: every id, core, page, VF, MAC and SPI is chosen here, so that nothing
 * is left to choose while it is carried out. A plan is data: printable, diffable, hashed, stored once.
 */
import type { SourceRef } from '#descriptors/index.ts';

export interface VhostUserPortPlan {
  readonly kind: 'vhost-user';
  readonly portId: string;
  readonly cpdId: string;
  readonly requirement: string;
  readonly virtualLinkId: string;
  readonly mac: string;
  readonly bridge: string;
  /** OVS Interface name: `vhu` and 11 hex digits of the port id. */
  readonly portName: string;
  readonly socketPath: string;
  readonly queuePairs: number;
  readonly mtu: number;
}

export interface SriovVfPortPlan {
  readonly kind: 'sriov-vf';
  readonly portId: string;
  readonly cpdId: string;
  readonly requirement: string;
  readonly virtualLinkId: string;
  readonly mac: string;
  readonly pfName: string;
  readonly vfIndex: number;
  /** PCI address `0000:81:10.0`. */
  readonly vfAddress: string;
  readonly vlanId: number | null;
}

export type PortPlan = VhostUserPortPlan | SriovVfPortPlan;

export interface ImagePlan {
  readonly vnfPkgId: string;
  readonly artifactPath: string;
  readonly name: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly diskFormat: 'qcow2' | 'raw';
}

/** One VNFC: one libvirt domain. `vnfcId` is the allocation id and the domain's UUID. */
export interface VnfcPlan {
  readonly vnfcId: string;
  readonly generation: number;
  readonly vduId: string;
  readonly hostId: string;
  readonly domainName: string;
  readonly virtType: 'kvm' | 'qemu';
  /** Host NUMA cell that carries CPU, memory and local NICs. */
  readonly cell: number;
  readonly vcpuCount: number;
  /** Host CPU per vCPU, in vCPU order; null where the VNF asked for no dedicated CPUs (then `sharedCpus`). */
  readonly vcpuPins: readonly number[] | null;
  readonly sharedCpus: readonly number[];
  /** Threads of the pinned cores that stay empty for this VNFC (thread policy isolate or require). */
  readonly siblingCpus?: readonly number[];
  readonly emulatorCpus: readonly number[];
  readonly memoryMiB: number;
  readonly pageSizeKiB: number | null;
  readonly pageCount: number;
  readonly image: ImagePlan;
  /** In vNIC order. */
  readonly ports: readonly PortPlan[];
}

export interface VnfPlan {
  readonly vnfInstanceId: string;
  readonly vnfProfileId: string;
  readonly vnfdId: string;
  readonly vnfPkgId: string;
  readonly flavourId: string;
  readonly productName: string;
  readonly vnfcs: readonly VnfcPlan[];
}

/** A service access point: a host interface put on the bridge for the time of the NS. */
export interface SapPlan {
  readonly sapId: string;
  readonly sapdId: string;
  readonly generation: number;
  readonly hostId: string;
  readonly bridge: string;
  /** Name of the host's network interface, and of its OVS port. */
  readonly interfaceName: string;
  readonly virtualLinkId: string;
}

/** Switching between the SAPs of one virtual link for traffic no path claims. */
export interface VirtualLinkPlan {
  readonly vlId: string;
  readonly virtualLinkId: string;
  readonly generation: number;
  readonly hostId: string;
  readonly bridge: string;
  /** Unique per host; goes into registers and cookies. 1..0xffffff. */
  readonly tag: number;
  readonly sapPorts: readonly string[];
}

/** One rule of an NFP in the direction ingress → egress, normalised. */
export interface PathRule {
  readonly ruleId: string;
  readonly etherType: 'ipv4' | 'ipv6';
  readonly protocol?: string;
  readonly sourceIpAddressPrefix?: string;
  readonly destinationIpAddressPrefix?: string;
  readonly sourcePortRange?: readonly [number, number];
  readonly destinationPortRange?: readonly [number, number];
  readonly dscp?: number;
}

export interface PathHop {
  readonly positionId: string;
  readonly vnfProfileId: string;
  readonly vnfcId: string;
  /** OVS port names: packets in forward direction enter the VNF by the first and leave it by the second. */
  readonly ingressPort: string;
  readonly egressPort: string;
  readonly onFailure: 'block' | 'bypass';
}

/** An NFP rendered for one host (RFC 7665 RSP), both directions. */
export interface PathPlan {
  readonly pathId: string;
  readonly vnffgId: string;
  readonly nfpId: string;
  readonly generation: number;
  readonly hostId: string;
  readonly bridge: string;
  readonly vlTag: number;
  readonly forwardSpi: number;
  readonly reverseSpi: number;
  readonly ingressSapPort: string;
  readonly egressSapPort: string;
  readonly hops: readonly PathHop[];
  readonly rules: readonly PathRule[];
}

export type ClaimKind =
  | 'image-checksum'
  | 'vcpu-count'
  | 'vcpu-pinning'
  | 'emulator-placement'
  | 'memory-size'
  | 'numa-cell'
  | 'huge-pages'
  | 'vf-assigned'
  | 'vf-mac'
  | 'vf-vlan'
  | 'vf-numa-local'
  | 'vhost-user-port'
  | 'path-flows'
  | 'path-trace'
  | 'path-packets'
  | 'path-order'
  | 'unmatched-direct';

/** One promise of a descriptor, with what must be read back for it to hold. */
export interface Claim {
  readonly claimId: string;
  readonly kind: ClaimKind;
  readonly hostId: string;
  /** What is looked at: exactly one of vnfcId (with portId for ports) or pathId. */
  readonly vnfcId?: string;
  readonly portId?: string;
  readonly pathId?: string;
  /** For people: `firewall.VDU_FW vCPU 0`. */
  readonly subject: string;
  /** Where the promise stands: descriptor file inside package `packageName`. */
  readonly packageName: string;
  readonly descriptor: SourceRef;
  readonly statement: string;
  /** Shape depends on `kind`; see services/vim/proof. JSON only. */
  readonly expected: unknown;
}

export interface NsPlan {
  readonly schemaVersion: 1;
  /** sha256 over the canonical JSON of everything else in the plan but `placementReasons`, which bind nobody. */
  readonly hash: string;
  readonly nsInstanceId: string;
  readonly nsdId: string;
  readonly nsdInfoId: string;
  readonly flavourId: string;
  readonly generation: number;
  readonly vnfs: readonly VnfPlan[];
  readonly saps: readonly SapPlan[];
  readonly virtualLinks: readonly VirtualLinkPlan[];
  readonly paths: readonly PathPlan[];
  readonly claims: readonly Claim[];
  /** Per host and VDU, why it was chosen or refused, one sentence each. */
  readonly placementReasons: readonly string[];
}

/** A step an operator sees; known before anything starts, so progress is k of n. */
export interface PlanStep {
  readonly stepId: string;
  readonly title: string;
  readonly hostId: string | null;
  readonly vnfProfileId: string | null;
}
