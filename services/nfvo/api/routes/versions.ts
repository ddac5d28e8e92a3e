/** api_versions of every API (SOL013 clause 9.3) and the health of the server: the two things without a token. */
import { z } from 'zod';
import type { HttpApp } from '#kernel/http-app.ts';
import type { ApiVersions } from '#kernel/http-negotiation.ts';
import { health } from '../schemas/hosts.ts';
import { named } from '../schemas/names.ts';

const apiVersionInformation = named(
  'ApiVersionInformation',
  z.object({
    uriPrefix: z.string(),
    apiVersions: z.array(z.object({ version: z.string(), isDeprecated: z.boolean() })),
  }),
);

export function addVersionRoutes(app: HttpApp, versions: ApiVersions): void {
  for (const [api, version] of Object.entries(versions)) {
    const [name = ''] = api.split('/');
    for (const url of [`/${name}/api_versions`, `/${api}/api_versions`]) {
      app.get(
        url,
        { config: { public: true }, schema: { tags: [name], response: { 200: apiVersionInformation } } },
        async () => ({ uriPrefix: `/${name}`, apiVersions: [{ version, isDeprecated: false }] }),
      );
    }
  }
}

export function addHealthRoute(app: HttpApp, version: string): void {
  app.get(
    '/netwright/v1/health',
    { config: { public: true }, schema: { tags: ['netwright'], response: { 200: health } } },
    async () => ({ status: 'ok' as const, version, uptimeSeconds: Math.round(process.uptime()) }),
  );
}
