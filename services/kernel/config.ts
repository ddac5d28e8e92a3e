/**
 * Where a process of Netwright keeps its state and where its API is found. One place, so that server and CLI agree
 * without being told: flags win over NETWRIGHT_* variables, these over the defaults here.
 */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** TCP port of the REST API on 127.0.0.1. */
export const DEFAULT_PORT = 7420;

export interface EnvironmentVariables {
  readonly [name: string]: string | undefined;
}

/** Folder for database, packages, keys and the API token; NETWRIGHT_STATE, else the XDG state home. */
export function resolveStateDir(environment: EnvironmentVariables, given?: string): string {
  if (given !== undefined && given !== '') return resolve(given);
  const named = environment.NETWRIGHT_STATE;
  if (named !== undefined && named !== '') return resolve(named);
  const stateHome = environment.XDG_STATE_HOME ?? join(homedir(), '.local', 'state');
  return join(stateHome, 'netwright');
}

/** Base URL of the API a client talks to, without a trailing slash. */
export function resolveApiUrl(environment: EnvironmentVariables, given?: string): string {
  const url = given ?? environment.NETWRIGHT_URL ?? `http://127.0.0.1:${DEFAULT_PORT}`;
  return url.replace(/\/+$/, '');
}

/** `postgres://…` from NETWRIGHT_DATABASE, else the PGlite folder inside the state folder. */
export function resolveDatabase(environment: EnvironmentVariables, stateDir: string, given?: string): string {
  return given ?? environment.NETWRIGHT_DATABASE ?? join(stateDir, 'database');
}
