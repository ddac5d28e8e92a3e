/** Every error the NFVO can end in, planning included. Codes are stable; docs/errors.md is generated from this table. */
import { defineErrors } from '#kernel/errors.ts';
import { planErrors } from './plan/errors.ts';

const ownErrors = defineErrors({
  NFVO_PACKAGE_NOT_FOUND: {
    httpStatus: 404,
    retryable: false,
    title: 'There is no such VNF package',
    remedy: 'See `netwright package list` for the ids.',
  },
  NFVO_PACKAGE_INVALID: {
    httpStatus: 422,
    retryable: false,
    title: 'The package or its descriptor has errors',
    remedy:
      'Correct each diagnostic in the facts; `netwright validate PATH` shows the same without a server.',
  },
  NFVO_PACKAGE_WRONG_KIND: {
    httpStatus: 422,
    retryable: false,
    title: 'The package holds another kind of descriptor than the resource takes',
    remedy: 'Send VNF packages with `netwright package onboard` and NSDs with `netwright nsd onboard`.',
  },
  NFVO_PACKAGE_STATE: {
    httpStatus: 409,
    retryable: false,
    title: 'The onboarding state of the resource does not allow this',
    remedy: 'Content is taken once, in state CREATED or ERROR, and read in state ONBOARDED only.',
  },
  NFVO_PACKAGE_IN_USE: {
    httpStatus: 409,
    retryable: false,
    title: 'The resource is still in use or enabled',
    remedy: 'Delete what the facts name, set operationalState to DISABLED, then delete again.',
  },
  NFVO_PACKAGE_CONTENT_EMPTY: {
    httpStatus: 400,
    retryable: false,
    title: 'The package content is empty or was cut off',
    remedy: 'Send the whole archive in one request.',
  },
  NFVO_PACKAGE_TOO_LARGE: {
    httpStatus: 413,
    retryable: false,
    title: 'The package is larger than this server takes',
    remedy: 'Make the images smaller (qcow2, compressed), or raise the limit of the server.',
  },
  NFVO_IMAGE_CHECKSUM_MISMATCH: {
    httpStatus: 422,
    retryable: false,
    title: 'An image in the package has another checksum than its descriptor says',
    remedy:
      'Build the package again with `netwright package build`, or correct the checksum in the descriptor.',
  },
  NFVO_DESCRIPTOR_DUPLICATE: {
    httpStatus: 409,
    retryable: false,
    title: 'A descriptor with this id is onboarded already',
    remedy: 'Give the changed descriptor a new descriptor_id, or delete the onboarded one first.',
  },
  NFVO_DESCRIPTOR_DISABLED: {
    httpStatus: 409,
    retryable: false,
    title: 'The descriptor is disabled',
    remedy: 'Set the operational state of the NSD (and its VNF packages) to ENABLED.',
  },
  NFVO_NSD_NOT_FOUND: {
    httpStatus: 404,
    retryable: false,
    title: 'There is no such NSD',
    remedy: 'See `netwright nsd list` for the ids.',
  },
  NFVO_NS_NOT_FOUND: {
    httpStatus: 404,
    retryable: false,
    title: 'There is no such NS instance',
    remedy: 'See `netwright ns list` for the ids.',
  },
  NFVO_NS_STATE: {
    httpStatus: 409,
    retryable: false,
    title: 'The state of the NS instance does not allow this',
    remedy: 'Instantiate in state NOT_INSTANTIATED, terminate in INSTANTIATED, delete in NOT_INSTANTIATED.',
  },
  NFVO_FLAVOUR_UNKNOWN: {
    httpStatus: 422,
    retryable: false,
    title: 'The NSD has no such deployment flavour',
    remedy: 'Use the flavour the detail names.',
  },
  NFVO_SAP_UNKNOWN: {
    httpStatus: 422,
    retryable: false,
    title: 'The request attaches a SAP the NSD does not have',
    remedy: 'Use the SAP ids the detail names.',
  },
  NFVO_OPERATION_NOT_FOUND: {
    httpStatus: 404,
    retryable: false,
    title: 'There is no such NS LCM operation occurrence',
    remedy: 'See `netwright op list` for the ids.',
  },
  NFVO_OPERATION_RUNNING: {
    httpStatus: 409,
    retryable: true,
    title: 'Another lifecycle operation of the NS instance is not over yet',
    remedy: 'Wait for it (`netwright op wait`); if it is FAILED_TEMP, retry, roll back or fail it.',
  },
  NFVO_OPERATION_STATE: {
    httpStatus: 409,
    retryable: false,
    title: 'The operation’s state does not allow this',
    remedy: 'retry, rollback and fail are possible in FAILED_TEMP only.',
  },
  NFVO_PLAN_NOT_FOUND: {
    httpStatus: 404,
    retryable: false,
    title: 'There is no plan with this hash',
    remedy: 'Make one with `netwright ns plan`.',
  },
  NFVO_PLAN_STALE: {
    httpStatus: 409,
    retryable: false,
    title: 'The world has changed since the plan was made',
    remedy: 'Look at a fresh plan with `netwright ns plan`, then instantiate with its hash.',
  },
  NFVO_HOST_NOT_FOUND: {
    httpStatus: 404,
    retryable: false,
    title: 'There is no such host',
    remedy: 'See `netwright host list` for the ids.',
  },
  NFVO_HOST_EXISTS: {
    httpStatus: 409,
    retryable: false,
    title: 'A host of this name or address is known already',
    remedy: 'Choose another name with --name, or remove the other host first.',
  },
  NFVO_HOST_IN_USE: {
    httpStatus: 409,
    retryable: false,
    title: 'The host carries network services',
    remedy: 'Terminate the NS instances the facts name, then remove the host.',
  },
  NFVO_HOST_URL_INVALID: {
    httpStatus: 400,
    retryable: false,
    title: 'The host address cannot be used',
    remedy: 'Write ssh://user@address[:port], without a password and without a path.',
  },
  NFVO_NO_PROOF: {
    httpStatus: 404,
    retryable: false,
    title: 'Nothing has been proven for this NS instance yet',
    remedy: 'Run `netwright ns prove` while the NS is instantiated.',
  },
  NFVO_CONFLICT: {
    httpStatus: 409,
    retryable: true,
    title: 'Someone else changed the resource at the same time',
    remedy: 'Read it again and repeat the change.',
  },
});

export const nfvoErrors = { ...planErrors, ...ownErrors };
