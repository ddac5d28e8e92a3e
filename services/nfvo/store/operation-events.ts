/**
 * What happened in an operation, in order: the source of the SSE stream. Durable rows, so that a client can go on
 * from its Last-Event-ID after any restart; the in-process wake-up only saves waiting for the next look.
 */
import { EventEmitter } from 'node:events';
import type { Queryable } from '#kernel/database.ts';

export interface OperationEvent {
  readonly id: number;
  readonly opOccId: string;
  readonly kind: 'state' | 'step';
  readonly data: unknown;
  readonly at: Date;
}

const wakeUps = new EventEmitter().setMaxListeners(0);

/** Call inside the transaction of the change itself; then `wakeSubscribers` after its commit. */
export async function appendOperationEvent(
  tx: Queryable,
  opOccId: string,
  kind: OperationEvent['kind'],
  data: unknown,
): Promise<void> {
  await tx.query('INSERT INTO operation_event (op_occ_id, kind, data) VALUES ($1, $2, $3)', [
    opOccId,
    kind,
    JSON.stringify(data),
  ]);
}

export function wakeSubscribers(opOccId: string): void {
  wakeUps.emit(opOccId);
}

export async function listOperationEvents(
  db: Queryable,
  opOccId: string,
  afterId: number,
): Promise<OperationEvent[]> {
  const rows = await db.query<OperationEvent>(
    `SELECT id, op_occ_id AS "opOccId", kind, data, at FROM operation_event
     WHERE op_occ_id = $1 AND id > $2 ORDER BY id LIMIT 500`,
    [opOccId, afterId],
  );
  // PostgreSQL's driver gives bigint as text.
  return rows.map((row) => ({ ...row, id: Number(row.id) }));
}

/**
 * Yields every event after `afterId` until `signal` aborts. Writers in this process wake it at once; those in other
 * processes are seen within `lookEveryMs`.
 */
export async function* followOperationEvents(
  db: Queryable,
  opOccId: string,
  afterId: number,
  signal: AbortSignal,
  lookEveryMs = 500,
): AsyncGenerator<OperationEvent> {
  let last = afterId;
  while (!signal.aborted) {
    // Listening starts before looking, so that nothing written in between is slept over.
    const woken = nextWakeUp(opOccId, signal, lookEveryMs);
    try {
      const events = await listOperationEvents(db, opOccId, last);
      for (const event of events) {
        last = event.id;
        yield event;
      }
      if (events.length === 0) await woken.promise;
    } finally {
      woken.cancel();
    }
  }
}

function nextWakeUp(opOccId: string, signal: AbortSignal, timeoutMs: number) {
  const { promise, resolve } = Promise.withResolvers<void>();
  const wake = () => resolve();
  const timer = setTimeout(wake, timeoutMs);
  wakeUps.on(opOccId, wake);
  signal.addEventListener('abort', wake);
  const cancel = () => {
    clearTimeout(timer);
    wakeUps.off(opOccId, wake);
    signal.removeEventListener('abort', wake);
  };
  return { promise, cancel };
}
