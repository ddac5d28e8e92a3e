/** VnfPkgInfo, NsdInfo and their requests (SOL005 clauses 9.5.2 and 5.5.2), 2.6.1 shape. */
import { z } from 'zod';
import { problemDetails } from '#kernel/problem-details.ts';
import { dateTime, keyValuePairs, link, named } from './names.ts';

named('ProblemDetails', problemDetails);

const onboardingState = z.enum(['CREATED', 'UPLOADING', 'PROCESSING', 'ONBOARDED', 'ERROR']);
const operationalState = z.enum(['ENABLED', 'DISABLED']);
const usageState = z.enum(['IN_USE', 'NOT_IN_USE']);

const softwareImage = z.object({
  id: z.string(),
  name: z.string(),
  provider: z.string(),
  version: z.string(),
  checksum: z.object({ algorithm: z.string(), hash: z.string() }),
  containerFormat: z.string().describe('Upper case'),
  diskFormat: z.string().describe('Upper case'),
  createdAt: dateTime,
  minDisk: z.number().describe('bytes'),
  minRam: z.number().describe('bytes'),
  size: z.number().describe('bytes'),
  imagePath: z.string(),
});

export const vnfPkgInfo = named(
  'VnfPkgInfo',
  z.object({
    id: z.string(),
    vnfdId: z.string().optional(),
    vnfProvider: z.string().optional(),
    vnfProductName: z.string().optional(),
    vnfSoftwareVersion: z.string().optional(),
    vnfdVersion: z.string().optional(),
    checksum: z.object({ algorithm: z.string(), hash: z.string() }).optional(),
    softwareImages: z.array(softwareImage).optional(),
    onboardingState,
    operationalState,
    usageState,
    onboardingFailureDetails: problemDetails.optional(),
    userDefinedData: keyValuePairs.optional(),
    _links: z.object({ self: link, vnfd: link.optional(), packageContent: link }),
  }),
);

export const nsdInfo = named(
  'NsdInfo',
  z.object({
    id: z.string(),
    nsdId: z.string().optional(),
    nsdName: z.string().optional(),
    nsdVersion: z.string().optional(),
    nsdDesigner: z.string().optional(),
    nsdInvariantId: z.string().optional(),
    nsdFlavourId: z.string().optional().describe('Netwright: the deployment flavour of the NSD'),
    vnfPkgIds: z.array(z.string()).optional(),
    nsdOnboardingState: onboardingState,
    onboardingFailureDetails: problemDetails.optional(),
    nsdOperationalState: operationalState,
    nsdUsageState: usageState,
    userDefinedData: keyValuePairs.optional(),
    _links: z.object({ self: link, nsd_content: link }),
  }),
);

export const createPackageRequest = z.object({ userDefinedData: keyValuePairs.optional() });

export const vnfPkgInfoModifications = named(
  'VnfPkgInfoModifications',
  z.object({ operationalState: operationalState.optional(), userDefinedData: keyValuePairs.optional() }),
);

export const nsdInfoModifications = named(
  'NsdInfoModifications',
  z.object({ nsdOperationalState: operationalState.optional(), userDefinedData: keyValuePairs.optional() }),
);

export type VnfPkgInfo = z.infer<typeof vnfPkgInfo>;
export type NsdInfo = z.infer<typeof nsdInfo>;
