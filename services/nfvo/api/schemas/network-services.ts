/** NsInstance, NsLcmOpOcc and the requests of NS lifecycle management (SOL005 clause 6.5), 2.6.1 shape. */
import { z } from 'zod';
import { problemDetails } from '#kernel/problem-details.ts';
import { dateTime, identifier, keyValuePairs, link, named } from './names.ts';

export const createNsRequest = named(
  'CreateNsRequest',
  z.object({
    nsdId: identifier.describe('The NSD’s own id (descriptor_id)'),
    nsName: z.string().min(1).max(255),
    nsDescription: z.string().max(2000).default(''),
  }),
);

/** Where a SAP meets the world: an interface of a host, which joins the service for its lifetime. */
export const sapAttachment = z.object({
  host: identifier
    .optional()
    .describe('Id or name of the host; may be left out where there is one host only'),
  interface: z.string().regex(/^[A-Za-z0-9_.:-]{1,15}$/, 'is no name of a network interface'),
});

const netwrightParams = z.object({
  sapAttachments: z.record(identifier, sapAttachment).optional().describe('By sapdId'),
  onFailure: z.enum(['rollback', 'hold']).optional(),
  planHash: z
    .string()
    .regex(/^(sha256:)?[0-9a-f]{64}$/, 'is no plan hash')
    .optional(),
});

export const instantiateNsRequest = named(
  'InstantiateNsRequest',
  z.object({
    nsFlavourId: identifier,
    sapData: z
      .array(
        z.object({
          sapdId: identifier,
          sapName: z.string().max(255).optional(),
          description: z.string().max(2000).optional(),
          netwright: sapAttachment.optional(),
        }),
      )
      .optional(),
    additionalParamsForNs: z.looseObject({ netwright: netwrightParams.optional() }).optional(),
  }),
);
export type InstantiateNsRequest = z.infer<typeof instantiateNsRequest>;
export type SapAttachment = z.infer<typeof sapAttachment>;

export const terminateNsRequest = z.object({ terminationTime: dateTime.optional() }).nullish();

export const nsInstance = named(
  'NsInstance',
  z.object({
    id: z.string(),
    nsInstanceName: z.string(),
    nsInstanceDescription: z.string(),
    nsdId: z.string(),
    nsdInfoId: z.string(),
    flavourId: z.string().optional(),
    vnfInstance: z.array(
      z.object({ id: z.string(), vnfdId: z.string(), vnfProfileId: z.string(), vnfProductName: z.string() }),
    ),
    virtualLinkInfo: z.array(z.object({ id: z.string(), nsVirtualLinkDescId: z.string() })),
    sapInfo: z.array(
      z.object({ id: z.string(), sapdId: z.string(), hostId: z.string(), interface: z.string() }),
    ),
    vnffgInfo: z.array(
      z.object({
        id: z.string(),
        vnffgdId: z.string(),
        nfpId: z.string(),
        vnfInstanceId: z.array(z.string()),
      }),
    ),
    nsState: z.enum(['NOT_INSTANTIATED', 'INSTANTIATED']),
    planHash: z.string().optional(),
    _links: z.object({
      self: link,
      instantiate: link.optional(),
      terminate: link.optional(),
      plan: link,
      proof: link,
    }),
  }),
);
export type NsInstanceBody = z.infer<typeof nsInstance>;

export const nsLcmOpOcc = named(
  'NsLcmOpOcc',
  z.object({
    id: z.string(),
    operationState: z.enum([
      'PROCESSING',
      'COMPLETED',
      'FAILED_TEMP',
      'FAILED',
      'ROLLING_BACK',
      'ROLLED_BACK',
    ]),
    statusEnteredTime: dateTime,
    nsInstanceId: z.string(),
    lcmOperationType: z.enum(['INSTANTIATE', 'TERMINATE']),
    startTime: dateTime,
    isAutomaticInvocation: z.boolean(),
    operationParams: keyValuePairs,
    isCancelPending: z.boolean(),
    error: problemDetails.optional(),
    planHash: z.string(),
    _links: z.object({
      self: link,
      nsInstance: link,
      steps: link,
      events: link,
      retry: link.optional(),
      rollback: link.optional(),
      fail: link.optional(),
    }),
  }),
);
export type NsLcmOpOcc = z.infer<typeof nsLcmOpOcc>;

export const operationStep = named(
  'OperationStep',
  z.object({
    index: z.int(),
    stepId: z.string(),
    title: z.string(),
    hostId: z.string().nullable(),
    vnfProfileId: z.string().nullable(),
    state: z.enum(['PENDING', 'RUNNING', 'DONE', 'FAILED', 'COMPENSATING', 'COMPENSATED', 'SKIPPED']),
    attempt: z.int(),
    message: z.string(),
    startedAt: dateTime.nullable(),
    finishedAt: dateTime.nullable(),
  }),
);
