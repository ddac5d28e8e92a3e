/** Every method not defined on a resource is 405 with an Allow header (SOL013 clause 5.1), not Fastify's 404. */
import type { RouteOptions } from 'fastify';
import { NetwrightError } from './errors.ts';
import type { HttpApp } from './http-app.ts';
import { httpErrors } from './http-errors.ts';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** Watches the routes as they are added; call the result once, after the last of them. */
export function watchMethods(app: HttpApp): () => void {
  const methodsByUrl = new Map<string, { methods: Set<string>; public: boolean }>();
  app.addHook('onRoute', (route: RouteOptions) => {
    const known = methodsByUrl.get(route.url) ?? {
      methods: new Set(),
      public: route.config?.public === true,
    };
    for (const method of [route.method].flat()) known.methods.add(method.toUpperCase());
    methodsByUrl.set(route.url, known);
  });
  return () => {
    for (const [url, known] of [...methodsByUrl]) {
      const missing = METHODS.filter((m) => !known.methods.has(m));
      if (missing.length > 0) addRefusal(app, url, missing, known);
    }
  };
}

function addRefusal(
  app: HttpApp,
  url: string,
  missing: readonly (typeof METHODS)[number][],
  known: { methods: ReadonlySet<string>; public: boolean },
): void {
  const allow = [...known.methods].sort().join(', ');
  const accepted = { consumes: ['*'], produces: ['*'], public: known.public };
  app.route({
    method: [...missing],
    url,
    schema: { hide: true },
    config: accepted,
    // Before the body is looked at, so that its media type or size does not decide the answer.
    onRequest: async (request, reply) => {
      reply.header('Allow', allow);
      throw new NetwrightError(
        httpErrors.HTTP_METHOD_NOT_ALLOWED,
        `${request.method} is not supported here; ${allow} is.`,
        { facts: { allow: allow.split(', ') } },
      );
    },
    handler: async () => undefined,
  });
}
