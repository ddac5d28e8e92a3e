/**
 * What placement is asked and what it answers. Everything is plain data with exact ids, so that the answer can be
 * put into a plan and into the ledger without choosing anything again.
 */
import type { HostInventory } from '../model.ts';

/** How vCPUs use the threads of a core (OpenStack's and HPA's names). Absent means `prefer`. */
export type ThreadPolicy =
  /** vCPUs sit on sibling threads of whole cores; a thread left over stays empty. Needs SMT from 2 vCPUs on. */
  | 'require'
  /** One vCPU per core; its sibling threads stay empty and are reserved with it. */
  | 'isolate'
  /** Whole cores first; a thread of a half-used core will do. */
  | 'prefer';

export interface VfDemand {
  readonly key: string;
  /** The VF must hang on a PF that is mapped to this network on the host; absent: any PF. */
  readonly physicalNetwork?: string | undefined;
  /** True: the PF's NUMA cell must be the VNFC's cell, and known. */
  readonly numaLocal: boolean;
}

/** One VNFC: a virtual machine that lives in one NUMA cell. */
export interface VnfcDemand {
  readonly key: string;
  /** For people: `firewall.VDU_FW`. */
  readonly label: string;
  readonly vcpuCount: number;
  /** True: one host CPU per vCPU, nobody else's. False: shares of up to `sharedVcpusPerCpu` vCPUs per CPU. */
  readonly dedicated: boolean;
  readonly threadPolicy?: ThreadPolicy | undefined;
  readonly memoryMiB: number;
  /** Huge page size, or null for the host's small pages. */
  readonly pageSizeKiB: number | null;
  /** Kept for the reader: in this release every VNFC is placed on one cell, asked for or not. */
  readonly strictNuma: boolean;
  readonly vfs: readonly VfDemand[];
  readonly vhostUserPorts: number;
}

export interface PlacementRequest {
  readonly vnfcs: readonly VnfcDemand[];
  /** Groups of VNFC keys that must share a host, and why (`path web/through`). */
  readonly sameHost: readonly { readonly keys: readonly string[]; readonly because: string }[];
  /** VNFC keys whose host is given, and why. With no keys: the host must only be reachable. */
  readonly fixedHosts: readonly {
    readonly keys: readonly string[];
    readonly hostId: string;
    readonly because: string;
  }[];
}

/** vCPUs without dedicated CPUs that one host CPU carries at most. */
export const sharedVcpusPerCpu = 4;

/** What the ledger says is taken on a host. */
export interface HostAllocations {
  /** CPUs dedicated to one VNFC, its empty siblings included. */
  readonly cpus: readonly number[];
  /** CPUs that carry shared vCPUs, with how many. */
  readonly sharedCpus: readonly { readonly cpu: number; readonly vcpus: number }[];
  /** PCI addresses. */
  readonly vfs: readonly string[];
  /** `capacity`: what guests may use of the pool at all; absent means its total. */
  readonly hugePages: readonly {
    readonly cell: number;
    readonly sizeKiB: number;
    readonly pages: number;
    readonly capacity?: number | undefined;
  }[];
  /** Small-page memory. */
  readonly memory: readonly {
    readonly cell: number;
    readonly memoryMiB: number;
    readonly capacity?: number | undefined;
  }[];
}

export interface HostState {
  readonly hostId: string;
  readonly name: string;
  readonly reachable: boolean;
  /** Why it is not, in the words of whoever tried. */
  readonly problem?: string | undefined;
  readonly inventory: HostInventory;
  /** Physical network name → names of the PFs wired to it. */
  readonly physicalNetworks: Readonly<Record<string, readonly string[]>>;
  readonly allocated: HostAllocations;
}

export interface VnfcPlacement {
  readonly key: string;
  readonly hostId: string;
  readonly cell: number;
  /** Host CPU per vCPU in vCPU order; null where none were asked for. */
  readonly vcpuPins: readonly number[] | null;
  /** Threads of the pinned cores that stay empty for this VNFC. */
  readonly siblingCpus: readonly number[];
  /** Where the vCPUs float when not dedicated: as many CPUs as vCPUs, one share on each; else empty. */
  readonly sharedCpus: readonly number[];
  /** Housekeeping CPUs of the same cell: QEMU's preallocation fails on those of another. */
  readonly emulatorCpus: readonly number[];
  readonly pageCount: number;
  readonly vfs: readonly {
    readonly key: string;
    readonly pfName: string;
    readonly vfIndex: number;
    readonly vfAddress: string;
  }[];
}

export interface HostRefusal {
  readonly hostId: string;
  readonly name: string;
  /** `cell 1: 3 cores short (wants 5, has 2 free of 2)`, one sentence each, never empty. */
  readonly reasons: readonly string[];
}

export type PlacementResult =
  | {
      readonly kind: 'placed';
      /** In the order of the request. */
      readonly vnfcs: readonly VnfcPlacement[];
      readonly reasons: readonly string[];
    }
  | { readonly kind: 'refused'; readonly hosts: readonly HostRefusal[] };
