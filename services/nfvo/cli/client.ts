/** The typed client of the API. Everything the CLI does on a server goes through it. */
import { readFile } from 'node:fs/promises';
import createOpenapiClient, { type Client } from 'openapi-fetch';
import { resolveApiUrl, resolveStateDir } from '#kernel/config.ts';
import { tokenFile } from '#kernel/http-auth.ts';
import type { paths } from './api.gen.ts';
import { exitCodes } from './exit-codes.ts';
import { CliFailure, type Problem, problemFailure } from './failure.ts';
import type { Terminal } from './terminal.ts';

export type ApiClient = Client<paths>;

export interface ConnectionOptions {
  readonly url?: string | undefined;
  readonly token?: string | undefined;
  readonly state?: string | undefined;
}

/** Token: flag, NETWRIGHT_TOKEN, or the state folder's own where the server runs on this machine. */
export async function connect(options: ConnectionOptions, { environment }: Terminal): Promise<ApiClient> {
  const baseUrl = resolveApiUrl(environment, options.url);
  const stateDir = resolveStateDir(environment, options.state);
  const token = options.token ?? environment.NETWRIGHT_TOKEN ?? (await readToken(stateDir));
  const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  return createOpenapiClient<paths>({ baseUrl, headers, fetch: (request) => reach(request, baseUrl) });
}

async function readToken(stateDir: string): Promise<string | undefined> {
  try {
    return (await readFile(tokenFile(stateDir), 'utf8')).trim();
  } catch {
    return undefined;
  }
}

async function reach(request: Request, baseUrl: string): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    if (request.signal.aborted) throw error;
    const { cause } = error as { cause?: { code?: string; message?: string } };
    const why = cause?.code ?? cause?.message ?? String(error);
    throw new CliFailure(
      exitCodes.unreachable,
      `no server answers at ${baseUrl} (${why}); start one with \`netwright serve\` or set NETWRIGHT_URL`,
    );
  }
}

interface Result<T> {
  readonly data?: T | undefined;
  readonly error?: unknown;
  readonly response: Response;
}

/** The data of an answer, or the failure its ProblemDetails describes. */
export async function unwrap<T>(answer: Promise<Result<T>>): Promise<T> {
  const { data, error, response } = await answer;
  if (response.ok) return data as T;
  throw toFailure(error, response);
}

/** For 202 answers: the last segment of Location, the id of the operation. */
export async function unwrapLocation(answer: Promise<Result<unknown>>): Promise<string> {
  const { error, response } = await answer;
  if (!response.ok) throw toFailure(error, response);
  return response.headers.get('location')?.split('/').at(-1) ?? '';
}

function toFailure(error: unknown, response: Response): CliFailure {
  if (typeof error === 'object' && error !== null && 'code' in error) return problemFailure(error as Problem);
  return new CliFailure(exitCodes.failed, `the server answered ${response.status} ${response.statusText}`);
}
