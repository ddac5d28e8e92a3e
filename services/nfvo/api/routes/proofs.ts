/** The proof of an NS: what was last proven, or proven anew, as JSON, text or JUnit. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { NetwrightError } from '#kernel/errors.ts';
import type { HttpApp } from '#kernel/http-app.ts';
import { accepts } from '#kernel/http-negotiation.ts';
import { nfvoErrors } from '../../errors.ts';
import { loadNsInstance } from '../../store/ns-instances.ts';
import { findLatestProof, saveProof } from '../../store/proof-reports.ts';
import type { ApiContext } from '../context.ts';
import { type ProofReportBody, proofReport } from '../schemas/hosts.ts';
import { idParams } from '../schemas/names.ts';

const URL = '/netwright/v1/ns_instances/:id/proof';
const formats = ['json', 'text', 'junit'] as const;
const MEDIA_TYPES = { json: 'application/json', text: 'text/plain', junit: 'application/xml' } as const;
const query = z.object({ format: z.enum(formats).optional().describe('Wins over the Accept header') });
const options = {
  config: { produces: Object.values(MEDIA_TYPES) },
  schema: { tags: ['netwright'], params: idParams, querystring: query, response: { 200: proofReport } },
};

export function addProofRoutes(app: HttpApp, context: ApiContext): void {
  const { db, ports } = context;
  app.get(URL, options, async (request, reply) => {
    const { id } = await loadNsInstance(db, request.params.id);
    const report = await findLatestProof(db, id);
    if (report === undefined)
      throw new NetwrightError(nfvoErrors.NFVO_NO_PROOF, 'There is no proof of this NS yet.');
    return send(context, request, reply, proofReport.parse(report), request.query.format);
  });
  /** A broken promise is an answer, not an error: 200 with verdict `broken`. */
  app.post(URL, options, async (request, reply) => {
    const { id, state } = await loadNsInstance(db, request.params.id);
    if (state !== 'INSTANTIATED') {
      throw new NetwrightError(
        nfvoErrors.NFVO_NS_STATE,
        `The NS instance is ${state}; a proof needs INSTANTIATED.`,
        {
          facts: { nsState: state },
        },
      );
    }
    const report = proofReport.parse(await ports.infrastructure.prove(id));
    await saveProof(db, report);
    return send(context, request, reply, report, request.query.format);
  });
}

async function send(
  { ports }: ApiContext,
  request: Pick<FastifyRequest, 'headers'>,
  reply: Pick<FastifyReply, 'type'>,
  report: ProofReportBody,
  asked: (typeof formats)[number] | undefined,
): Promise<ProofReportBody> {
  const { accept } = request.headers;
  const format =
    asked ?? formats.find((f) => accept === undefined || accepts(accept, MEDIA_TYPES[f])) ?? 'json';
  if (format === 'json') return report;
  const text = ports.infrastructure.formatProof(report, format);
  reply.type(`${MEDIA_TYPES[format]}; charset=utf-8`);
  // A string goes out as it is; the schema describes the JSON form.
  return text as unknown as ProofReportBody;
}
