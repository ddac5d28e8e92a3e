/**
 * What each kind of claim expects: the shape of `Claim.expected` by `kind`. The planner writes exactly these; a claim
 * whose `expected` does not fit its shape is unreadable, never silently true.
 */
import { z } from 'zod';

const mac = z
  .string()
  .regex(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i)
  .transform((text) => text.toLowerCase());
const pciAddress = z.string().regex(/^[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$/i);
const count = z.int().nonnegative();
const cpus = z.array(count).min(1);
const sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/i)
  .transform((text) => text.toLowerCase());
const dscp = z.int().min(0).max(63);

export const expectedShapes = {
  'image-checksum': z.object({ sha256 }),
  'vcpu-count': z.object({ count }),
  /** Host CPU of each vCPU, in vCPU order. */
  'vcpu-pinning': z.object({ pins: cpus }),
  'emulator-placement': z.object({ cpus }),
  'memory-size': z.object({ memoryMiB: count }),
  'numa-cell': z.object({ cell: count }),
  'huge-pages': z.object({ pageSizeKiB: count, count, cell: count }),
  'vf-assigned': z.object({ vfAddress: pciAddress, pfName: z.string(), vfIndex: count, mac }),
  'vf-mac': z.object({ pfName: z.string(), vfIndex: count, mac }),
  'vf-vlan': z.object({ pfName: z.string(), vfIndex: count, vlanId: z.int().min(1).max(4094).nullable() }),
  'vf-numa-local': z.object({ vfAddress: pciAddress, cell: count }),
  'vhost-user-port': z.object({
    portName: z.string(),
    socketPath: z.string(),
    queuePairs: z.int().positive(),
    cell: count,
    mac,
  }),
  'path-flows': z.object({}),
  'path-trace': z.object({}),
  'path-packets': z.object({ count: z.int().positive() }),
  /** DSCP of a probe on arrival: each VNF on the way appends one base-4 digit. */
  'path-order': z.object({ forwardDscp: dscp, reverseDscp: dscp }),
  'unmatched-direct': z.object({}),
} as const;

export type ClaimKind = keyof typeof expectedShapes;
export type Expected<K extends ClaimKind> = z.output<(typeof expectedShapes)[K]>;

export const claimKinds = Object.keys(expectedShapes) as readonly ClaimKind[];

export function isClaimKind(kind: string): kind is ClaimKind {
  return Object.hasOwn(expectedShapes, kind);
}
