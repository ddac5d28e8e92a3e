/**
 * What the network service asks of hosts, in numbers: VNFCs with their CPUs, memory and VFs, which of them must
 * share a host, and which hosts are given. Placement answers it; its request has exactly this shape.
 */
import { NetwrightError } from '#kernel/errors.ts';
import { planErrors } from './errors.ts';
import { type NsToPlan, type ResolvedNs, type ResolvedVnfc, resolveNs } from './resolve-ns.ts';
import { type ResolvedPath, resolvePaths } from './resolve-paths.ts';

export interface VnfcDemand {
  readonly key: string;
  readonly label: string;
  readonly vcpuCount: number;
  readonly dedicated: boolean;
  readonly threadPolicy?: 'require' | 'isolate' | 'prefer' | undefined;
  readonly memoryMiB: number;
  readonly pageSizeKiB: number | null;
  readonly strictNuma: boolean;
  /** `key` is the cpdId of the port. */
  readonly vfs: readonly {
    readonly key: string;
    readonly physicalNetwork?: string | undefined;
    readonly numaLocal: boolean;
  }[];
  readonly vhostUserPorts: number;
}

export interface NsDemand {
  readonly vnfcs: readonly VnfcDemand[];
  readonly sameHost: readonly { readonly keys: readonly string[]; readonly because: string }[];
  readonly fixedHosts: readonly {
    readonly keys: readonly string[];
    readonly hostId: string;
    readonly because: string;
  }[];
}

/** Numbers the plan needs on each host, to be taken from the ledger's free ones. */
export interface NumberDemand {
  readonly hostId: string;
  readonly virtualLinkTags: number;
  /** Two per path: one a direction. */
  readonly servicePathIds: number;
}

/** Throws what `resolveNs` and `resolvePaths` throw. */
export function nsDemand(input: NsToPlan): {
  readonly placement: NsDemand;
  readonly numbers: readonly NumberDemand[];
} {
  const ns = resolveNs(input);
  const paths = resolvePaths(ns);
  return { placement: placementDemand(ns, paths), numbers: numberDemand(ns, paths) };
}

function placementDemand(ns: ResolvedNs, paths: readonly ResolvedPath[]): NsDemand {
  return {
    vnfcs: ns.vnfs.flatMap((vnf) => vnf.vnfcs.map(vnfcDemand)),
    sameHost: paths.map((path) => ({
      keys: path.hops.map((hop) => hop.vnfc.key),
      because: `path ${path.nfp.nfpId} runs through them, and a path stays on one host`,
    })),
    fixedHosts: [
      ...paths.map((path) => ({
        keys: path.hops.map((hop) => hop.vnfc.key),
        hostId: path.hostId,
        because: `path ${path.nfp.nfpId} starts at SAP ${path.ingressSap.sapd.sapdId}`,
      })),
      ...ns.saps.map(({ sapd, attachment }) => ({
        keys: [],
        hostId: attachment.hostId,
        because: `SAP ${sapd.sapdId} is attached there`,
      })),
    ],
  };
}

function vnfcDemand({ key, label, vdu, ports }: ResolvedVnfc): VnfcDemand {
  const { virtualCpu, virtualMemory } = vdu;
  return {
    key,
    label,
    vcpuCount: virtualCpu.numVirtualCpu,
    dedicated: virtualCpu.virtualCpuPinningPolicy === 'static',
    ...(virtualCpu.logicalCpuThreadPinningPolicy !== undefined && {
      threadPolicy: virtualCpu.logicalCpuThreadPinningPolicy,
    }),
    memoryMiB: virtualMemory.virtualMemSizeMiB,
    pageSizeKiB: virtualMemory.memoryPageSizeKiB ?? null,
    strictNuma: virtualMemory.numaEnabled,
    vfs: ports
      .filter((port) => port.cp.interfaceKind === 'sriov-vf')
      .map(({ cp, virtualLink }) => ({
        key: cp.cpdId,
        ...(virtualLink.physicalNetwork !== undefined && { physicalNetwork: virtualLink.physicalNetwork }),
        numaLocal: cp.pciDeviceLocalToNumaNode === 'required',
      })),
    vhostUserPorts: ports.filter((port) => port.cp.interfaceKind === 'vhost-user').length,
  };
}

function numberDemand(ns: ResolvedNs, paths: readonly ResolvedPath[]): NumberDemand[] {
  const hostIds = [...new Set(ns.saps.map((sap) => sap.attachment.hostId))];
  return hostIds.map((hostId) => ({
    hostId,
    virtualLinkTags: linksOnHost(ns, hostId).length,
    servicePathIds: 2 * paths.filter((path) => path.hostId === hostId).length,
  }));
}

/** Virtual links with a SAP on the host, in the NSD's order. */
export function linksOnHost(ns: ResolvedNs, hostId: string) {
  const saps = ns.saps.filter((sap) => sap.attachment.hostId === hostId);
  return ns.nsd.virtualLinks.filter((link) =>
    saps.some((sap) => sap.sapd.virtualLinkId === link.virtualLinkId),
  );
}

/** Turns a refused placement into the error an operator gets. `hosts` are placement's reasons per host. */
export function placementRefused(
  hosts: readonly { readonly hostId: string; readonly name: string; readonly reasons: readonly string[] }[],
): NetwrightError {
  const named = hosts.slice(0, 3).map((host) => `${host.name}: ${host.reasons.join('; ')}`);
  if (hosts.length > named.length) named.push(`and ${hosts.length - named.length} more hosts, see the facts`);
  const detail = hosts.length === 0 ? 'No compute host is known.' : named.join('. ');
  return new NetwrightError(planErrors.NFVO_PLACEMENT_REFUSED, detail, { facts: { hosts } });
}
