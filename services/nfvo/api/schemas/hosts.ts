/** Hosts, snapshots and proofs: what ETSI leaves open, under /netwright/v1. */
import { z } from 'zod';
import { dateTime, link, named } from './names.ts';

const physicalNetworks = z
  .record(z.string().min(1).max(64), z.array(z.string().min(1).max(15)).min(1))
  .describe('Physical network name → names of the PFs that lead to it');

export const addHostRequest = named(
  'AddHostRequest',
  z.object({
    name: z
      .string()
      .regex(/^[A-Za-z0-9]([A-Za-z0-9.-]{0,61}[A-Za-z0-9])?$/, 'is no host name')
      .optional()
      .describe('Default: address and port of the URL'),
    url: z.string().max(300).describe('ssh://user@address[:port]'),
    privateKey: z
      .string()
      .min(1)
      .max(20_000)
      .describe('OpenSSH or PEM private key; kept outside the database'),
    hostKeySha256: z
      .string()
      .regex(/^SHA256:[A-Za-z0-9+/]{43}=?$/, 'must be SHA256:… as ssh-keygen -l prints it')
      .optional()
      .describe('Pinned host key; where absent, the key seen at the first login is pinned'),
    physicalNetworks: physicalNetworks.optional(),
  }),
);

export const hostInventory = named(
  'HostInventory',
  z.looseObject({
    hostname: z.string(),
    kernel: z.string(),
    virtType: z.enum(['kvm', 'qemu']),
    libvirtVersion: z.string(),
    qemuVersion: z.string(),
    iommu: z.boolean(),
    cells: z.array(
      z.looseObject({
        id: z.int(),
        memoryMiB: z.number(),
        cpus: z.array(z.looseObject({ id: z.int() })),
        hugePages: z.array(z.object({ sizeKiB: z.int(), total: z.int(), free: z.int() })),
      }),
    ),
    pfs: z.array(
      z.looseObject({
        name: z.string(),
        address: z.string(),
        cell: z.int().nullable(),
        vfs: z.array(z.looseObject({ index: z.int(), address: z.string() })),
      }),
    ),
    ovs: z.looseObject({
      version: z.string(),
      dpdkInitialized: z.boolean(),
      pmdCpus: z.array(z.int()),
      bridges: z.array(z.string()),
    }),
    housekeepingCpus: z.array(z.int()),
  }),
);

export const host = named(
  'Host',
  z.object({
    id: z.string(),
    name: z.string(),
    url: z.string(),
    hostKeySha256: z.string(),
    physicalNetworks,
    inventory: hostInventory,
    addedAt: dateTime,
    nsInstanceIds: z.array(z.string()).describe('NS instances with something on the host'),
    _links: z.object({ self: link, snapshot: link }),
  }),
);
export type HostBody = z.infer<typeof host>;

export const claimResult = z.looseObject({
  claimId: z.string(),
  kind: z.string(),
  subject: z.string(),
  packageName: z.string(),
  descriptor: z.object({ file: z.string(), line: z.int(), column: z.int() }),
  statement: z.string(),
  expected: z.unknown(),
  observed: z.unknown(),
  readFrom: z.string(),
  verdict: z.enum(['holds', 'broken', 'unreadable']),
  reason: z.string(),
});

export const proofReport = named(
  'ProofReport',
  z.object({
    nsInstanceId: z.string(),
    planHash: z.string(),
    provedAt: dateTime,
    durationMs: z.number(),
    verdict: z.enum(['holds', 'broken']),
    results: z.array(claimResult),
  }),
);
export type ProofReportBody = z.infer<typeof proofReport>;

export const health = named(
  'Health',
  z.object({ status: z.literal('ok'), version: z.string(), uptimeSeconds: z.number() }),
);
