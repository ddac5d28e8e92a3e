/** The live stream of an operation as Server-Sent Events; a client goes on from its Last-Event-ID. */
import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import type { Database } from '#kernel/database.ts';
import type { HttpApp } from '#kernel/http-app.ts';
import {
  followOperationEvents,
  listOperationEvents,
  type OperationEvent,
} from '../../store/operation-events.ts';
import { isFinal, type NsOperationState } from '../../store/operation-states.ts';
import { loadOperation } from '../../store/operations.ts';
import type { ApiContext } from '../context.ts';
import { idParams } from '../schemas/names.ts';

const KEEP_ALIVE_MS = 15_000;

/** `state` events carry {operationState, error?}, `step` events an OperationStep. Ends after a final state. */
export function addOperationEventRoutes(app: HttpApp, { db }: ApiContext): void {
  const streams = new Set<AbortController>();
  app.get(
    '/netwright/v1/ns_lcm_op_occs/:id/events',
    {
      config: { produces: ['text/event-stream'] },
      schema: {
        tags: ['netwright'],
        params: idParams,
        headers: z.object({ 'last-event-id': z.coerce.number().int().nonnegative().optional() }),
      },
    },
    async (request, reply) => {
      const { id, state } = await loadOperation(db, request.params.id);
      const afterId = request.headers['last-event-id'] ?? 0;
      // 204 tells an EventSource that reconnects after the last event to leave it at that.
      if (isFinal(state) && (await listOperationEvents(db, id, afterId)).length === 0) {
        return reply.code(204).send();
      }
      const abort = new AbortController();
      streams.add(abort);
      request.raw.once('close', () => abort.abort());
      reply.hijack();
      try {
        await stream(db, reply.raw, id, afterId, abort.signal);
      } catch (error) {
        request.log.warn({ err: error, opOccId: id }, 'event stream broke off');
      } finally {
        streams.delete(abort);
        reply.raw.end();
      }
    },
  );
  app.addHook('preClose', async () => {
    for (const abort of streams) abort.abort();
  });
}

async function stream(db: Database, out: ServerResponse, id: string, afterId: number, signal: AbortSignal) {
  out.writeHead(200, {
    'Content-Type': 'text/event-stream',
    'Cache-Control': 'no-store',
    'X-Accel-Buffering': 'no',
  });
  out.flushHeaders();
  const keepAlive = setInterval(() => out.write(': alive\n\n'), KEEP_ALIVE_MS);
  try {
    for await (const event of followOperationEvents(db, id, afterId, signal)) {
      out.write(format(event));
      if (endsStream(event)) return;
    }
  } finally {
    clearInterval(keepAlive);
  }
}

function format({ id, kind, data, at }: OperationEvent): string {
  return `id: ${id}\nevent: ${kind}\ndata: ${JSON.stringify({ ...(data as object), at: at.toISOString() })}\n\n`;
}

function endsStream({ kind, data }: OperationEvent): boolean {
  return kind === 'state' && isFinal((data as { operationState: NsOperationState }).operationState);
}
