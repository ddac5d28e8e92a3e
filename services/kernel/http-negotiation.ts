/** What a request may send and take (SOL013 clauses 4.2 and 4.3): media types, API versions. */
import type { FastifyRequest } from 'fastify';
import { NetwrightError } from './errors.ts';
import { httpErrors } from './http-errors.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** No token asked; only for health and api_versions. */
    readonly public?: boolean;
    /** Media types of the answer; `application/json` where absent, `*` for any. */
    readonly produces?: readonly string[];
    /** Media types of the body; by method where absent, `*` for any. */
    readonly consumes?: readonly string[];
  }
}

/** Version of each API by the first two segments of its paths. */
export type ApiVersions = Readonly<Record<string, string>>;

/** `/nslcm/v1/ns_instances` → `nslcm/v1`. */
export function apiOf(url: string): string {
  const [, name = '', major = ''] = url.split('?', 1)[0]?.split('/') ?? [];
  return `${name}/${major}`;
}

/** An absent Version header means the newest of that major; anything not served is refused with 406. */
export function checkVersion(request: FastifyRequest, versions: ApiVersions): void {
  const asked = request.headers.version;
  const served = versions[apiOf(request.url)];
  if (asked === undefined || served === undefined || asked === served) return;
  throw new NetwrightError(
    httpErrors.HTTP_VERSION_NOT_SUPPORTED,
    `Version ${String(asked)} of ${apiOf(request.url)} is not served; version ${served} is.`,
    { facts: { served: [served] } },
  );
}

export function checkAccept(request: FastifyRequest): void {
  const accept = request.headers.accept;
  if (accept === undefined || accept === '') return;
  const produces = request.routeOptions.config.produces ?? ['application/json'];
  if (produces.some((type) => type === '*' || accepts(accept, type))) return;
  throw new NetwrightError(httpErrors.HTTP_NOT_ACCEPTABLE, `Nothing here can be sent as “${accept}”.`, {
    facts: { produces },
  });
}

/** True where the Accept header's ranges hold `mediaType` (with a weight above zero). */
export function accepts(header: string, mediaType: string): boolean {
  const [type] = mediaType.split('/');
  return header.split(',').some((part) => {
    const [range = '', ...parameters] = part.split(';').map((p) => p.trim().toLowerCase());
    if (parameters.some((p) => /^q=0(\.0*)?$/.test(p))) return false;
    // Errors are always problem+json, so a client that names only that may still call.
    return (
      range === '*/*' || range === `${type}/*` || range === mediaType || range === 'application/problem+json'
    );
  });
}

export function checkContentType(request: FastifyRequest): void {
  const { headers, method } = request;
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  if (!hasBody || method === 'GET' || method === 'DELETE') return;
  const consumes =
    request.routeOptions.config.consumes ??
    (method === 'PATCH' ? ['application/merge-patch+json', 'application/json'] : ['application/json']);
  const sent = (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (consumes.includes(sent) || consumes.includes('*')) return;
  throw new NetwrightError(
    httpErrors.HTTP_UNSUPPORTED_MEDIA_TYPE,
    sent === '' ? 'The body has no Content-Type.' : `A body of type ${sent} is not taken here.`,
    { facts: { consumes } },
  );
}
