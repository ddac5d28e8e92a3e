/**
 * The VNFM's part of planning: which VNFCs a VNF consists of at its instantiation level, each with its ports in
 * vNIC order. This is what a SOL003 grant request asks for (GrantRequest.addResources); where it runs, and by
 * which ids, the NFVO decides.
 */
import type { Vnfd } from '#descriptors/index.ts';

type VduCompute = Vnfd['vdus'][number];
type VduCp = Vnfd['vduCps'][number];

export interface VnfcPortResource {
  readonly cp: VduCp;
  /** Requirement of the VNF's node type that exposes the CP; null for a CP the VNF keeps to itself. */
  readonly requirement: string | null;
}

export interface VnfcResource {
  readonly vdu: VduCompute;
  /** 0-based among the VNFCs of the VDU. */
  readonly instance: number;
  readonly ports: readonly VnfcPortResource[];
}

/** VNFCs in the descriptor's order of VDUs, ports in vNIC order. */
export function vnfResources(vnfd: Vnfd): VnfcResource[] {
  const requirementOf = new Map(vnfd.extCpds.map((ext) => [ext.cpdId, ext.requirement]));
  return vnfd.vdus.flatMap((vdu) => {
    const ports = vnfd.vduCps
      .filter((cp) => cp.vduId === vdu.vduId)
      .sort((a, b) => a.order - b.order)
      .map((cp) => ({ cp, requirement: requirementOf.get(cp.cpdId) ?? null }));
    return Array.from({ length: vdu.initialNumberOfInstances }, (_, instance) => ({ vdu, instance, ports }));
  });
}
