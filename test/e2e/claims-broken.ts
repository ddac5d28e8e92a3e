/**
 * Breaks one promise on a compute host behind Netwright's back, and mends it again, so that a test can show for every
 * kind of claim: the proof fails and names it, and holds again afterwards. Every kind is broken on the host itself;
 * none by editing what the proof expects. Other claims of the same thing may break along (a deleted flow loses
 * packets too).
 */

import type { HostConnection } from '#vim/host/connection.ts';
import type { PathSpec, PortSpec, VnfcSpec } from '#vim/model.ts';
import type { ClaimKind } from '#vim/proof/expected.ts';
import type { BrokenClaim } from './broken-claim.ts';
import { breakPath } from './claims-broken-paths.ts';
import { breakVf, breakVhostUserPort } from './claims-broken-ports.ts';
import { restartWith } from './claims-broken-redefine.ts';
import { changeImage, migrateMemory, moveEmulator, moveVcpu } from './claims-broken-vnfc.ts';

/** Where the claim to be broken lives. */
export interface BreakContext {
  /**
   * For claims of a VNFC. Take one without VF for `vcpu-count`, `memory-size` (the VM is restarted), `numa-cell` and
   * `huge-pages` (VFIO pins a guest's RAM, so it cannot be moved).
   */
  readonly vnfc?: VnfcSpec;
  /** For claims of a port: its id within `vnfc`. */
  readonly portId?: string;
  /** For claims of a path. */
  readonly path?: PathSpec;
}

/** Breaks a claim of this kind. Throws where the context lacks what the kind is about. */
export function breakClaim(
  host: HostConnection,
  kind: ClaimKind,
  context: BreakContext,
): Promise<BrokenClaim> {
  switch (kind) {
    case 'image-checksum':
      return changeImage(host, vnfcOf(context));
    case 'vcpu-count':
    case 'memory-size':
      return restartWith(host, vnfcOf(context), kind);
    case 'vcpu-pinning':
      return moveVcpu(host, vnfcOf(context));
    case 'emulator-placement':
      return moveEmulator(host, vnfcOf(context));
    case 'numa-cell':
    case 'huge-pages':
      return migrateMemory(host, vnfcOf(context));
    case 'vf-assigned':
    case 'vf-mac':
    case 'vf-vlan':
    case 'vf-numa-local':
      return breakVf(host, kind, vnfcOf(context), portOf(context, 'sriov-vf'));
    case 'vhost-user-port':
      return breakVhostUserPort(host, portOf(context, 'vhost-user'));
    case 'path-flows':
    case 'path-trace':
    case 'path-packets':
    case 'path-order':
    case 'unmatched-direct':
      return breakPath(host, kind, pathOf(context));
    default:
      return kind satisfies never;
  }
}

function vnfcOf(context: BreakContext): VnfcSpec {
  if (context.vnfc === undefined) throw new Error('the context names no VNFC');
  return context.vnfc;
}

function pathOf(context: BreakContext): PathSpec {
  if (context.path === undefined) throw new Error('the context names no path');
  return context.path;
}

/** The port of that id, or the first of that kind. */
function portOf<K extends PortSpec['kind']>(context: BreakContext, kind: K): Extract<PortSpec, { kind: K }> {
  const port = vnfcOf(context).ports.find(
    (candidate) =>
      candidate.kind === kind && (context.portId === undefined || candidate.portId === context.portId),
  );
  if (port === undefined) throw new Error(`the VNFC has no ${kind} port ${context.portId ?? ''}`);
  return port as Extract<PortSpec, { kind: K }>;
}
