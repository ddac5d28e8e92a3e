/**
 * The hosts this process works on: one login each, one Temporal worker each. Hosts come and go while it runs; a
 * host that is away when the process starts gets its worker all the same, and its steps wait or fail on their own.
 */
import type { RunningWorker } from '#workflows/worker.ts';

export interface HostFleet {
  /** Starts the host's worker if it has none. */
  join(hostId: string): Promise<void>;
  /** Stops the host's worker and closes its login; for a host that is not there it does nothing. */
  leave(hostId: string): Promise<void>;
  stop(): Promise<void>;
}

export function createHostFleet(
  startWorker: (hostId: string) => Promise<RunningWorker>,
  closeConnection: (hostId: string) => Promise<void>,
): HostFleet {
  const workers = new Map<string, Promise<RunningWorker>>();
  const leave = async (hostId: string) => {
    const worker = workers.get(hostId);
    workers.delete(hostId);
    await (await worker?.catch(() => undefined))?.stop();
    await closeConnection(hostId);
  };
  return {
    join: async (hostId) => {
      const worker = workers.get(hostId) ?? startWorker(hostId);
      workers.set(hostId, worker);
      await worker;
    },
    leave,
    stop: async () => {
      await Promise.all([...workers.keys()].map(leave));
    },
  };
}
