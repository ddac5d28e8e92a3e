/** Workers: one for workflows with the NFVO's local activities, one per host for host work. */
import { fileURLToPath } from 'node:url';
import {
  bundleWorkflowCode,
  DefaultLogger,
  type NativeConnection,
  Runtime,
  Worker,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker';
import type { NfvoActivities, VimActivities } from './activities.ts';

export const nfvoTaskQueue = 'nfvo';
export const vimTaskQueue = (hostId: string) => `vim.${hostId}`;

/** Must run before the first worker or native connection of the process: the default logs webpack's whole report. */
export function installTemporalRuntime(level: 'WARN' | 'ERROR' = 'WARN'): void {
  Runtime.install({ logger: new DefaultLogger(level), shutdownSignals: [] });
}

export interface RunningWorker {
  /** Finishes running tasks within the grace time, then stops. */
  stop(): Promise<void>;
  /** Resolves only if the worker ends on its own: nothing polls its queue then, so the process must not go on. */
  readonly died: Promise<{ readonly error: unknown }>;
}

interface WorkerPlace {
  readonly connection: NativeConnection;
  readonly namespace: string;
}

/** The workflow code as it runs in the sandbox; takes over a second, so it is made beside other things that wait. */
export function bundleWorkflows(): Promise<WorkflowBundleWithSourceMap> {
  return bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('./index.ts', import.meta.url)),
    logger: new DefaultLogger('WARN'),
  });
}

export async function startNfvoWorker(
  place: WorkerPlace,
  activities: NfvoActivities,
  workflowBundle: WorkflowBundleWithSourceMap,
): Promise<RunningWorker> {
  const worker = await Worker.create({
    ...place,
    taskQueue: nfvoTaskQueue,
    workflowBundle,
    activities: { ...activities },
    // The default of 10 s is how long a workflow stands still after its worker was killed.
    stickyQueueScheduleToStartTimeout: '1s',
    shutdownGraceTime: '20s',
  });
  return running(worker);
}

/** `slots`: how many operations may run on the host at once. */
export async function startVimWorker(
  place: WorkerPlace,
  hostId: string,
  activities: VimActivities,
  slots = 4,
): Promise<RunningWorker> {
  const worker = await Worker.create({
    ...place,
    taskQueue: vimTaskQueue(hostId),
    activities: { ...activities },
    maxConcurrentActivityTaskExecutions: slots,
    // Heartbeats are throttled to 80 % of their timeout unless told otherwise, which leaves no margin on a busy host.
    maxHeartbeatThrottleInterval: '500ms',
    defaultHeartbeatThrottleInterval: '500ms',
    shutdownGraceTime: '20s',
  });
  return running(worker);
}

function running(worker: Worker): RunningWorker {
  // `run` rejects only for a worker that died: there is nothing left of it that `stop` would have to wait for.
  const ended = worker.run().then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  return {
    died: ended.then((death) => death ?? new Promise<never>(() => undefined)),
    stop: async () => {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await ended;
    },
  };
}
