/** Errors of the ledger: what is booked, and by whom. */
import { defineErrors } from '#kernel/errors.ts';

export const ledgerErrors = defineErrors({
  VIM_ALREADY_RESERVED: {
    httpStatus: 409,
    retryable: false,
    title: 'Something the plan needs was reserved by another service in the meantime',
    remedy: 'Make a fresh plan; the facts name what is taken and by which NS instance.',
  },
  VIM_POOL_EXHAUSTED: {
    httpStatus: 409,
    retryable: false,
    title: 'A pool of the host has not enough left for the plan',
    remedy: 'Make a fresh plan; the facts name the pool, what was wanted and what is left.',
  },
  VIM_POOL_UNKNOWN: {
    httpStatus: 409,
    retryable: false,
    title: 'The ledger does not know a pool the plan draws from',
    remedy:
      'Refresh the inventory of the host, then make a fresh plan; CPUs of the host itself are in no pool.',
  },
  VIM_NUMBERS_EXHAUSTED: {
    httpStatus: 409,
    retryable: false,
    title: 'The host has no free number of that kind left',
    remedy: 'Terminate services that are no longer used on the host.',
  },
  VIM_HOST_HAS_RESERVATIONS: {
    httpStatus: 409,
    retryable: false,
    title: 'Services still hold resources on the host',
    remedy: 'Terminate the NS instances the facts name, then try again.',
  },
});
