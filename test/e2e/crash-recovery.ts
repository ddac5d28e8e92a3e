/** SIGKILL to server and Temporal in the middle of an instantiation, and how long until the work is done again. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ServerProcess } from './server-process.ts';

export interface Recovery {
  readonly killedDuring: string;
  /** From the start of the new process until its API answered. */
  readonly apiBackMs: number;
  /** Until the first interrupted step was taken up again. */
  readonly firstStepMs: number;
  /** Until the operation was COMPLETED. */
  readonly completedMs: number;
}

export interface Step {
  readonly stepId: string;
  readonly title: string;
  readonly state: string;
  readonly attempt: number;
}

export type ReadSteps = () => Promise<Step[]>;

/** Waits for the moment, kills, starts again with `restart`, and waits for the operation to be COMPLETED. */
export async function killAndRecover(
  stateDir: string,
  operationId: string,
  server: ServerProcess,
  restart: () => Promise<ServerProcess>,
  moment: (steps: ReadSteps) => Promise<unknown> = untilVnfcStarts,
): Promise<{ readonly server: ServerProcess; readonly recovery: Recovery }> {
  const authorization = `Bearer ${(await readFile(join(stateDir, 'api-token'), 'utf8')).trim()}`;
  const read = async <T>(path: string): Promise<T> => {
    const answer = await fetch(`${server.url}${path}`, { headers: { authorization } });
    if (!answer.ok) throw new Error(`GET ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  const steps = async () => {
    const answer = await read<Step[] | { items: Step[] }>(
      `/netwright/v1/ns_lcm_op_occs/${operationId}/steps`,
    );
    return Array.isArray(answer) ? answer : answer.items;
  };

  await moment(steps);
  const running = (await steps()).filter((s) => s.state === 'RUNNING');
  const interrupted = new Map(running.map((s) => [s.stepId, s.attempt]));
  const killedDuring = running.map((s) => s.title).join(', ') || 'no step';
  await server.kill();
  const started = Date.now();
  const again = await restart();
  const apiBackMs = Date.now() - started;
  let firstStepMs = 0;
  for (;;) {
    const now = await steps();
    const resumed = now.some((s) => s.attempt > (interrupted.get(s.stepId) ?? s.attempt));
    if (firstStepMs === 0 && resumed) firstStepMs = Date.now() - started;
    const { operationState } = await read<{ operationState: string }>(
      `/nslcm/v1/ns_lcm_op_occs/${operationId}`,
    );
    if (operationState === 'COMPLETED') break;
    if (operationState !== 'PROCESSING' || Date.now() - started > 300_000) {
      await again.stop();
      throw new Error(`the killed operation is ${operationState}: ${JSON.stringify(now, null, 2)}`);
    }
    await sleep(50);
  }
  const completedMs = Date.now() - started;
  return { server: again, recovery: { killedDuring, apiBackMs, firstStepMs, completedMs } };
}

/** Two seconds into the start of a VNFC: images are being sent, ports made, domains started. */
async function untilVnfcStarts(steps: ReadSteps): Promise<void> {
  const starting = (s: Step) => s.state === 'RUNNING' && s.stepId.startsWith('createVnfc:');
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    if ((await steps()).some(starting)) {
      await sleep(2_000);
      if ((await steps()).some(starting)) return;
      throw new Error('the VNFCs were up within 2 s: too quick to be killed half-way');
    }
    await sleep(50);
  }
  throw new Error('no VNFC was started within 60 s');
}
