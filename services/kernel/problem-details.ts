/** ProblemDetails (SOL013 clause 6.3, RFC 7807) out of any error, with Netwright's own members beside the standard's. */
import { z } from 'zod';
import { describeError, type ErrorDefinition, NetwrightError } from './errors.ts';
import { httpErrors } from './http-errors.ts';

export const problemDetails = z.object({
  type: z.string().describe('URI reference of the error in docs/errors.md'),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  instance: z.string().optional(),
  code: z.string().describe('Stable error code'),
  retryable: z.boolean(),
  remedy: z.string(),
  source: z.object({ file: z.string(), line: z.int(), column: z.int() }).optional(),
  facts: z.record(z.string(), z.unknown()).optional(),
});
export type ProblemDetails = z.infer<typeof problemDetails>;

/**
 * The message of a NetwrightError is written for its reader; any other error's is not shown, because it may carry
 * anything: the log has it under the request id.
 */
export function toProblemDetails(error: unknown, instance?: string): ProblemDetails {
  if (!(error instanceof NetwrightError)) {
    return problem(
      httpErrors.HTTP_INTERNAL,
      'An unexpected error stopped the request.',
      instance,
      undefined,
      {},
    );
  }
  const detail = error.cause === undefined ? error.message : describeError(error);
  return problem(error.definition, detail, instance, error.source, error.facts);
}

function problem(
  definition: ErrorDefinition,
  detail: string,
  instance: string | undefined,
  source: ProblemDetails['source'],
  facts: Readonly<Record<string, unknown>>,
): ProblemDetails {
  return {
    type: `urn:netwright:error:${definition.code}`,
    title: definition.title,
    status: definition.httpStatus,
    detail,
    ...(instance === undefined ? {} : { instance }),
    code: definition.code,
    retryable: definition.retryable,
    remedy: definition.remedy,
    ...(source === undefined ? {} : { source }),
    ...(Object.keys(facts).length === 0 ? {} : { facts: { ...facts } }),
  };
}
