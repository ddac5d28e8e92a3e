/** VNF instances as the VNFM shows them (SOL003 clause 5.4.2, read only in this release): /vnflcm/v1. */
import { z } from 'zod';
import type { Database } from '#kernel/database.ts';
import type { HttpApp } from '#kernel/http-app.ts';
import { applyFilter } from '#kernel/http-filter.ts';
import { listVnfInstances, loadVnfInstance, type VnfInstance } from '../store/vnf-instances.ts';

const BASE = '/vnflcm/v1/vnf_instances';
const link = z.object({ href: z.string() });

const vnfInstance = z.object({
  id: z.string(),
  vnfInstanceName: z.string(),
  vnfdId: z.string(),
  vnfProvider: z.string(),
  vnfProductName: z.string(),
  vnfSoftwareVersion: z.string(),
  vnfdVersion: z.string(),
  vnfPkgId: z.string(),
  instantiationState: z.enum(['NOT_INSTANTIATED', 'INSTANTIATED']),
  instantiatedVnfInfo: z
    .object({
      flavourId: z.string(),
      vnfState: z.enum(['STARTED', 'STOPPED']),
      vnfcResourceInfo: z.array(
        z.object({
          id: z.string(),
          vduId: z.string(),
          computeResource: z.object({ vimConnectionId: z.string(), resourceId: z.string() }),
          vnfcCpInfo: z.array(z.object({ id: z.string(), cpdId: z.string() })),
        }),
      ),
    })
    .optional(),
  metadata: z.object({ nsInstanceId: z.string() }),
  _links: z.object({ self: link }),
});
z.globalRegistry.add(vnfInstance, { id: 'VnfInstance' });
type VnfInstanceBody = z.infer<typeof vnfInstance>;

/** To be served beside the NFVO's routes; the application brings conventions and authentication. */
export function createVnflcmRoutes(db: Database) {
  return {
    versions: { 'vnflcm/v1': '1.2.0' },
    addRoutes(app: HttpApp): void {
      app.get(
        BASE,
        {
          schema: {
            tags: ['vnflcm'],
            querystring: z.object({ filter: z.string().max(2000).optional() }),
            response: { 200: z.array(vnfInstance) },
          },
        },
        async (request) => applyFilter((await listVnfInstances(db)).map(toBody), request.query.filter),
      );
      app.get(
        `${BASE}/:id`,
        {
          schema: { tags: ['vnflcm'], params: z.object({ id: z.string() }), response: { 200: vnfInstance } },
        },
        async (request) => toBody(await loadVnfInstance(db, request.params.id)),
      );
    },
  };
}

function toBody(row: VnfInstance): VnfInstanceBody {
  return {
    id: row.id,
    vnfInstanceName: row.vnfProfileId,
    vnfdId: row.vnfdId,
    vnfProvider: row.provider,
    vnfProductName: row.productName,
    vnfSoftwareVersion: row.softwareVersion,
    vnfdVersion: row.vnfdVersion,
    vnfPkgId: row.vnfPkgId,
    instantiationState: row.state,
    ...(row.state === 'INSTANTIATED'
      ? {
          instantiatedVnfInfo: {
            flavourId: row.instantiatedVnfInfo.flavourId,
            vnfState: 'STARTED' as const,
            vnfcResourceInfo: row.instantiatedVnfInfo.vnfcResourceInfo.map((c) => ({
              ...c,
              vnfcCpInfo: [...c.vnfcCpInfo],
            })),
          },
        }
      : {}),
    metadata: { nsInstanceId: row.nsInstanceId },
    _links: { self: { href: `${BASE}/${row.id}` } },
  };
}
