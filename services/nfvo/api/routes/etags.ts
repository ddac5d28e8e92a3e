/** ETags of resources that are changed by PATCH (SOL013 clause 5.4: If-Match, 412). */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { NetwrightError } from '#kernel/errors.ts';
import { httpErrors } from '#kernel/http-errors.ts';

interface Versioned {
  readonly version: number;
}

export function setEtag(reply: Pick<FastifyReply, 'header'>, { version }: Versioned): void {
  reply.header('ETag', etagOf(version));
}

/** Throws HTTP_PRECONDITION_FAILED where an If-Match header names another version. */
export function checkIfMatch(request: Pick<FastifyRequest, 'headers'>, { version }: Versioned): void {
  const asked = request.headers['if-match'];
  if (asked === undefined || asked === '*') return;
  const tags = asked.split(',').map((tag) => tag.trim());
  if (tags.includes(etagOf(version))) return;
  throw new NetwrightError(
    httpErrors.HTTP_PRECONDITION_FAILED,
    `The resource has ETag ${etagOf(version)}, not ${asked}.`,
  );
}

function etagOf(version: number): string {
  return `"${version}"`;
}
