/** Waits for an operation by its event stream, over restarts of the server, and says how it ended. */
import { setTimeout as delay } from 'node:timers/promises';
import type { components } from './api.gen.ts';
import { type ApiClient, unwrap } from './client.ts';
import { readEventStream } from './event-stream.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { CliFailure, describeProblem } from './failure.ts';
import { createProgress, type Progress, type Step } from './progress.ts';
import type { Terminal } from './terminal.ts';

export type Operation = components['schemas']['NsLcmOpOcc'];

export interface WaitOptions {
  readonly timeoutMs: number;
  readonly quiet: boolean;
}

const RECONNECT_MS = 500;

/** Resolves when the operation is over or held. Throws exit 7 at the timeout; on Ctrl-C it detaches, exit 0. */
export async function waitForOperation(
  client: ApiClient,
  terminal: Terminal,
  id: string,
  options: WaitOptions,
): Promise<Operation | undefined> {
  const deadline = AbortSignal.timeout(options.timeoutMs);
  const signal = AbortSignal.any([deadline, terminal.interrupted]);
  const path = { params: { path: { id } } };
  const known = await unwrap(client.GET('/netwright/v1/ns_lcm_op_occs/{id}/steps', path));
  const progress = createProgress(terminal, known.map(untouched), options.quiet);
  try {
    return await follow(client, id, progress, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    if (!terminal.interrupted.aborted) {
      const seconds = Math.round(options.timeoutMs / 1000);
      throw new CliFailure(
        exitCodes.timeout,
        `not over after ${seconds} s; it goes on: netwright op wait ${id}`,
      );
    }
    progress.note(`detached; the operation goes on. Watch it again with: netwright op wait ${id}`);
    return undefined;
  } finally {
    progress.end();
  }
}

/** The stream tells everything from the beginning, so the steps are shown as they were then. */
function untouched(step: Step): Step {
  return { ...step, state: 'PENDING', attempt: 0, message: '', startedAt: null, finishedAt: null };
}

async function follow(
  client: ApiClient,
  id: string,
  progress: Progress,
  signal: AbortSignal,
): Promise<Operation> {
  let lastEventId = '0';
  let away = false;
  for (;;) {
    try {
      for await (const event of openStream(client, id, lastEventId, signal)) {
        if (away) progress.note('connected again');
        away = false;
        lastEventId = event.id;
        if (event.kind === 'step') progress.step(JSON.parse(event.data) as Step);
        else if (mayBeOver(event.data)) {
          const over = await settled(client, id);
          if (over !== undefined) return over;
        }
      }
      const over = await settled(client, id);
      if (over !== undefined) return over;
    } catch (error) {
      if (signal.aborted || !isConnectionLoss(error)) throw error;
      if (!away) progress.note('the server does not answer; waiting for it to come back');
      away = true;
    }
    await delay(RECONNECT_MS, undefined, { signal });
  }
}

async function* openStream(client: ApiClient, id: string, lastEventId: string, signal: AbortSignal) {
  const body = await unwrap(
    client.GET('/netwright/v1/ns_lcm_op_occs/{id}/events', {
      params: { path: { id }, header: { 'last-event-id': Number(lastEventId) } },
      parseAs: 'stream',
      signal,
    }) as Promise<{ data?: ReadableStream<Uint8Array> | null; error?: unknown; response: Response }>,
  );
  if (body !== null) yield* readEventStream(body);
}

function mayBeOver(data: string): boolean {
  return !isGoingOn((JSON.parse(data) as Operation).operationState);
}

function isGoingOn(state: Operation['operationState']): boolean {
  return state === 'PROCESSING' || state === 'ROLLING_BACK';
}

/** The state now, not the one an old event tells of: a replayed FAILED_TEMP may have been retried since. */
async function settled(client: ApiClient, id: string): Promise<Operation | undefined> {
  const operation = await unwrap(client.GET('/nslcm/v1/ns_lcm_op_occs/{id}', { params: { path: { id } } }));
  return isGoingOn(operation.operationState) ? undefined : operation;
}

function isConnectionLoss(error: unknown): boolean {
  return error instanceof CliFailure ? error.exitCode === exitCodes.unreachable : error instanceof TypeError;
}

/** What the end of an operation means for the caller; tells it on stderr. */
export function reportOutcome(terminal: Terminal, operation: Operation): ExitCode {
  const { id, operationState, error, lcmOperationType } = operation;
  terminal.err(`${lcmOperationType} ${id}: ${operationState}\n`);
  if (error !== undefined) terminal.err(describeProblem(error));
  if (operationState === 'COMPLETED') return exitCodes.success;
  if (operationState !== 'FAILED_TEMP') return exitCodes.failed;
  const verbs = Object.keys(operation._links).filter((verb) => ['retry', 'rollback', 'fail'].includes(verb));
  terminal.err(`  decide with: ${verbs.map((verb) => `netwright op ${verb} ${id}`).join(' | ')}\n`);
  return exitCodes.decisionNeeded;
}

/** `90`, `90s`, `10m`, `1h` → milliseconds. */
export function parseDuration(text: string): number {
  const [, amount, unit = 's'] = /^(\d+)(s|m|h)?$/.exec(text) ?? [];
  if (amount === undefined)
    throw new CliFailure(exitCodes.usage, `“${text}” is no duration such as 90s, 10m or 1h`);
  return Number(amount) * { s: 1000, m: 60_000, h: 3_600_000 }[unit as 's' | 'm' | 'h'];
}
