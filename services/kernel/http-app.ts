/**
 * A Fastify application that keeps the conventions of SOL013 for any API put on it: bearer token, ProblemDetails
 * for every failure, 405/406/415, Version header, and the OpenAPI 3.1 document collected from the routes' schemas.
 */
import swagger from '@fastify/swagger';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  LogController,
} from 'fastify';
import {
  hasZodFastifySchemaValidationErrors,
  jsonSchemaTransform,
  jsonSchemaTransformObject,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import { NetwrightError } from './errors.ts';
import { bearerMatches } from './http-auth.ts';
import { httpErrors } from './http-errors.ts';
import { type ApiVersions, apiOf, checkAccept, checkContentType, checkVersion } from './http-negotiation.ts';
import type { Logger } from './log.ts';
import { problemDetails, toProblemDetails } from './problem-details.ts';

export type HttpApp = FastifyInstance<
  import('node:http').Server,
  import('node:http').IncomingMessage,
  import('node:http').ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

export interface HttpAppOptions {
  readonly logger: Logger;
  readonly token: string;
  readonly versions: ApiVersions;
  readonly title: string;
}

/** Routes are added by the caller, then `closeMethods` is called once; the app is not listening yet. */
export async function createHttpApp(options: HttpAppOptions): Promise<HttpApp> {
  const app = Fastify({
    loggerInstance: options.logger as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    requestIdHeader: false,
    bodyLimit: 4 * 1024 * 1024,
    forceCloseConnections: true,
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  addBodyParsers(app);
  addHooks(app, options);
  addErrorHandlers(app);
  app.addHook('onRoute', ({ schema }) => {
    const responses = schema?.response as Record<string, unknown> | undefined;
    if (responses !== undefined) responses.default ??= problemDetails;
  });
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: options.title, version: '1.0.0' },
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
      security: [{ bearer: [] }],
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  });
  return app;
}

function addBodyParsers(app: HttpApp): void {
  app.removeAllContentTypeParsers();
  const parseJson = app.getDefaultJsonParser('error', 'error');
  const json = ['application/json', 'application/merge-patch+json'];
  app.addContentTypeParser(json, { parseAs: 'string' }, (request, body, done) => {
    // Task resources such as …/retry take no body, yet many clients send the header anyway.
    if (body === '') done(null, undefined);
    else parseJson(request, body as string, done);
  });
  // Packages go to disk as they come; the handler reads the stream and enforces its own limit.
  app.addContentTypeParser('application/zip', (_request, payload, done) => done(null, payload));
}

function addHooks(app: HttpApp, { token, versions }: HttpAppOptions): void {
  app.addHook('onRequest', async (request, reply) => {
    const version = versions[apiOf(request.url)];
    if (version !== undefined) reply.header('Version', version);
    if (request.routeOptions.config.public !== true && !bearerMatches(request.headers.authorization, token)) {
      throw new NetwrightError(httpErrors.HTTP_UNAUTHORIZED, 'The bearer token is missing or wrong.');
    }
    if (request.is404) return;
    checkVersion(request, versions);
    checkAccept(request);
    checkContentType(request);
  });
  app.addHook('onResponse', async (request, reply) => {
    request.log.info(
      {
        method: request.method,
        url: request.url,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
      },
      'request',
    );
  });
}

function addErrorHandlers(app: HttpApp): void {
  app.setErrorHandler((thrown: FastifyError, request, reply) => {
    const error = asNetwrightError(thrown);
    const problem = toProblemDetails(error, request.url);
    if (problem.status >= 500) request.log.error({ err: thrown, code: problem.code }, 'request failed');
    if (problem.status === 401) reply.header('WWW-Authenticate', 'Bearer');
    if (problem.status === 503) reply.header('Retry-After', '5');
    // `serializer` keeps the route's own response schema out of it.
    reply
      .code(problem.status)
      .type('application/problem+json')
      .serializer((p: unknown) => JSON.stringify(p));
    return reply.send(problem);
  });
  app.setNotFoundHandler((request) => {
    throw new NetwrightError(
      httpErrors.HTTP_ROUTE_NOT_FOUND,
      `${request.method} ${request.url} leads nowhere.`,
    );
  });
}

/** Fastify's own refusals in the words of the table; anything unknown stays as it is and becomes a 500. */
function asNetwrightError(error: FastifyError): unknown {
  if (error instanceof NetwrightError) return error;
  if (hasZodFastifySchemaValidationErrors(error)) {
    const issues = error.validation.map((v) => ({ path: v.instancePath, message: v.message ?? '' }));
    const first = issues[0];
    const where = `${error.validationContext ?? 'request'}${first?.path ?? ''}`;
    return new NetwrightError(httpErrors.HTTP_BAD_REQUEST, `${where}: ${first?.message ?? 'invalid'}`, {
      facts: { issues },
    });
  }
  if (error.statusCode === 413) return new NetwrightError(httpErrors.HTTP_PAYLOAD_TOO_LARGE, error.message);
  if (error.statusCode === 415)
    return new NetwrightError(httpErrors.HTTP_UNSUPPORTED_MEDIA_TYPE, error.message);
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) {
    return new NetwrightError(httpErrors.HTTP_BAD_REQUEST, error.message);
  }
  return error;
}
