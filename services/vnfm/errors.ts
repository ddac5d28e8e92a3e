/** Every error the VNFM can end in. Codes are stable; docs/errors.md is generated from this table. */
import { defineErrors } from '#kernel/errors.ts';

export const vnfmErrors = defineErrors({
  VNFM_VNF_NOT_FOUND: {
    httpStatus: 404,
    retryable: false,
    title: 'There is no such VNF instance',
    remedy: 'See `netwright vnf list` for the ids.',
  },
});
