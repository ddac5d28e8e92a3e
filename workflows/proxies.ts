/**
 * How workflows reach activities: deadlines, heartbeats and retries in one place. Ledger and database steps are
 * local activities (about 3 ms); host work goes to the host's own queue, so that a host is never flooded and a
 * worker may run beside it.
 */
import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { NfvoActivities, VimActivities } from './activities.ts';

export const nfvo = proxyLocalActivities<NfvoActivities>({
  startToCloseTimeout: '10s',
  retry: { initialInterval: '100ms', maximumInterval: '5s', maximumAttempts: 20 },
});

/**
 * Bookkeeping: without it an operation has no end that anyone could see, so it is tried for as long as the database is
 * away. Errors that trying again cannot cure come as non-retryable.
 */
export const records = proxyLocalActivities<
  Pick<NfvoActivities, 'loadOutline' | 'setOperationState' | 'setVnfState' | 'setNsState'>
>({
  startToCloseTimeout: '10s',
  retry: { initialInterval: '100ms', maximumInterval: '10s' },
});

/**
 * Forward host work. Heartbeats come twice a second, so a killed worker is noticed within three seconds; the
 * attempts include those that died with a worker.
 */
export const vim = (hostId: string): VimActivities =>
  proxyActivities<VimActivities>({
    taskQueue: `vim.${hostId}`,
    startToCloseTimeout: '15m',
    heartbeatTimeout: '3s',
    retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '10s', maximumAttempts: 6 },
  });

/** Releases try for long: what is not released is an orphan. */
export const vimRelease = (hostId: string): VimActivities =>
  proxyActivities<VimActivities>({
    taskQueue: `vim.${hostId}`,
    startToCloseTimeout: '10m',
    heartbeatTimeout: '3s',
    retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '15s', maximumAttempts: 20 },
  });

/** Questions to a host: few tries, so that an unreachable host is an answer and not a wait. */
export const vimCheck = (hostId: string): VimActivities =>
  proxyActivities<VimActivities>({
    taskQueue: `vim.${hostId}`,
    startToCloseTimeout: '5m',
    heartbeatTimeout: '3s',
    scheduleToStartTimeout: '30s',
    retry: { initialInterval: '500ms', maximumAttempts: 3 },
  });
