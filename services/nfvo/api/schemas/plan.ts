/** A plan as the API shows it: the NsPlan itself, the flows it will put on each switch, and its steps. */
import { z } from 'zod';
import type { NsPlan } from '../../plan/model.ts';
import { named } from './names.ts';

const portBase = {
  portId: z.string(),
  cpdId: z.string(),
  requirement: z.string(),
  virtualLinkId: z.string(),
  mac: z.string(),
};

const port = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('vhost-user'),
    ...portBase,
    bridge: z.string(),
    portName: z.string(),
    socketPath: z.string(),
    queuePairs: z.int(),
    mtu: z.int(),
  }),
  z.object({
    kind: z.literal('sriov-vf'),
    ...portBase,
    pfName: z.string(),
    vfIndex: z.int(),
    vfAddress: z.string(),
    vlanId: z.int().nullable(),
  }),
]);

const vnfc = z.object({
  vnfcId: z.string(),
  generation: z.int(),
  vduId: z.string(),
  hostId: z.string(),
  domainName: z.string(),
  virtType: z.enum(['kvm', 'qemu']),
  cell: z.int(),
  vcpuCount: z.int(),
  vcpuPins: z.array(z.int()).nullable(),
  sharedCpus: z.array(z.int()),
  emulatorCpus: z.array(z.int()),
  memoryMiB: z.int(),
  pageSizeKiB: z.int().nullable(),
  pageCount: z.int(),
  image: z.object({
    vnfPkgId: z.string(),
    artifactPath: z.string(),
    name: z.string(),
    sha256: z.string(),
    sizeBytes: z.int(),
    diskFormat: z.enum(['qcow2', 'raw']),
  }),
  ports: z.array(port),
});

const vnf = z.object({
  vnfInstanceId: z.string(),
  vnfProfileId: z.string(),
  vnfdId: z.string(),
  vnfPkgId: z.string(),
  flavourId: z.string(),
  productName: z.string(),
  vnfcs: z.array(vnfc),
});

const sap = z.object({
  sapId: z.string(),
  sapdId: z.string(),
  generation: z.int(),
  hostId: z.string(),
  bridge: z.string(),
  interfaceName: z.string(),
  virtualLinkId: z.string(),
});

const virtualLink = z.object({
  vlId: z.string(),
  virtualLinkId: z.string(),
  generation: z.int(),
  hostId: z.string(),
  bridge: z.string(),
  tag: z.int(),
  sapPorts: z.array(z.string()),
});

const path = z.object({
  pathId: z.string(),
  vnffgId: z.string(),
  nfpId: z.string(),
  generation: z.int(),
  hostId: z.string(),
  bridge: z.string(),
  vlTag: z.int(),
  forwardSpi: z.int(),
  reverseSpi: z.int(),
  ingressSapPort: z.string(),
  egressSapPort: z.string(),
  hops: z.array(
    z.object({
      positionId: z.string(),
      vnfProfileId: z.string(),
      vnfcId: z.string(),
      ingressPort: z.string(),
      egressPort: z.string(),
      onFailure: z.enum(['block', 'bypass']),
    }),
  ),
  rules: z.array(
    z
      .looseObject({ ruleId: z.string(), etherType: z.enum(['ipv4', 'ipv6']) })
      .describe('Fields given are ANDed'),
  ),
});

const claim = z.looseObject({
  claimId: z.string(),
  kind: z.string(),
  hostId: z.string(),
  subject: z.string(),
  packageName: z.string(),
  descriptor: z.object({ file: z.string(), line: z.int(), column: z.int() }),
  statement: z.string(),
});

export const nsPlan = named(
  'NsPlan',
  z.object({
    schemaVersion: z.literal(1),
    hash: z.string(),
    nsInstanceId: z.string(),
    nsdId: z.string(),
    nsdInfoId: z.string(),
    flavourId: z.string(),
    generation: z.int(),
    vnfs: z.array(vnf),
    saps: z.array(sap),
    virtualLinks: z.array(virtualLink),
    paths: z.array(path),
    claims: z.array(claim),
    placementReasons: z.array(z.string()),
  }),
);

export const planResponse = named(
  'PlanResponse',
  z.object({
    plan: nsPlan,
    flows: z.array(z.object({ hostId: z.string(), hostName: z.string(), flows: z.array(z.string()) })),
    steps: z.array(
      z.object({
        stepId: z.string(),
        title: z.string(),
        hostId: z.string().nullable(),
        vnfProfileId: z.string().nullable(),
      }),
    ),
  }),
);
export type PlanResponse = z.infer<typeof planResponse>;

/** The schema is the model of ../../plan written for OpenAPI; plan.test.ts holds the two together. */
export function toPlanBody(plan: NsPlan): z.infer<typeof nsPlan> {
  return plan as unknown as z.infer<typeof nsPlan>;
}
