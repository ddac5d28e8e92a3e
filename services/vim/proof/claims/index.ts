/** Every kind of claim with its prover; a kind without one does not type-check. */
import type { AnyProver } from '../claim.ts';
import type { ClaimKind } from '../expected.ts';
import { emulatorPlacement } from './emulator-placement.ts';
import { hugePages } from './huge-pages.ts';
import { imageChecksum } from './image-checksum.ts';
import { memorySize } from './memory-size.ts';
import { numaCell } from './numa-cell.ts';
import { pathFlows } from './path-flows.ts';
import { pathOrder } from './path-order.ts';
import { pathPackets } from './path-packets.ts';
import { pathTrace } from './path-trace.ts';
import { unmatchedDirect } from './unmatched-direct.ts';
import { vcpuCount } from './vcpu-count.ts';
import { vcpuPinning } from './vcpu-pinning.ts';
import { vfAssigned } from './vf-assigned.ts';
import { vfMac } from './vf-mac.ts';
import { vfNumaLocal } from './vf-numa-local.ts';
import { vfVlan } from './vf-vlan.ts';
import { vhostUserPort } from './vhost-user-port.ts';

export const provers: { readonly [K in ClaimKind]: AnyProver } = {
  'image-checksum': imageChecksum,
  'vcpu-count': vcpuCount,
  'vcpu-pinning': vcpuPinning,
  'emulator-placement': emulatorPlacement,
  'memory-size': memorySize,
  'numa-cell': numaCell,
  'huge-pages': hugePages,
  'vf-assigned': vfAssigned,
  'vf-mac': vfMac,
  'vf-vlan': vfVlan,
  'vf-numa-local': vfNumaLocal,
  'vhost-user-port': vhostUserPort,
  'path-flows': pathFlows,
  'path-trace': pathTrace,
  'path-packets': pathPackets,
  'path-order': pathOrder,
  'unmatched-direct': unmatchedDirect,
};
