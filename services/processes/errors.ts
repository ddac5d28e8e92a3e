/** Errors of starting and running the processes themselves. */
import { defineErrors } from '#kernel/errors.ts';

export const processErrors = defineErrors({
  TEMPORAL_UNAVAILABLE: {
    httpStatus: 503,
    retryable: false,
    title: 'No Temporal server is to be had on this machine',
    remedy: 'Run one of the commands in the detail, or give a running cluster with --temporal-address.',
  },
  TEMPORAL_START_FAILED: {
    httpStatus: 503,
    retryable: true,
    title: 'The Temporal dev server did not come up',
    remedy: 'Read the log named in the detail; a full disk or a taken port are the usual causes.',
  },
  STATE_DIR_LOCKED: {
    httpStatus: 409,
    retryable: false,
    title: 'Another Netwright process uses this state folder',
    remedy: 'Stop the process named in the detail, or choose another --state-dir.',
  },
});
