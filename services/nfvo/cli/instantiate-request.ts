/** InstantiateNsRequest out of flags and, where given, a file; flags win. */
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import type { components } from './api.gen.ts';
import { type ApiClient, unwrap } from './client.ts';
import { usageFailure } from './failure.ts';

type Request = components['schemas']['InstantiateNsRequest'];
type NetwrightParams = NonNullable<NonNullable<Request['additionalParamsForNs']>['netwright']>;
type SapAttachment = NonNullable<NetwrightParams['sapAttachments']>[string];

export interface InstantiateFlags {
  readonly sap?: readonly string[];
  readonly flavour?: string;
  readonly params?: string;
  readonly plan?: string;
  readonly onFailure?: string;
}

export async function instantiateRequest(
  client: ApiClient,
  ns: { readonly nsdInfoId: string },
  flags: InstantiateFlags,
): Promise<Request> {
  const given: Partial<Request> = flags.params === undefined ? {} : await readParams(flags.params);
  const { onFailure } = flags;
  if (onFailure !== undefined && onFailure !== 'rollback' && onFailure !== 'hold') {
    throw usageFailure(`--on-failure takes rollback or hold, not ${onFailure}`);
  }
  const before = given.additionalParamsForNs?.netwright ?? {};
  const netwright: NetwrightParams = {
    ...before,
    sapAttachments: { ...before.sapAttachments, ...parseSapAttachments(flags.sap ?? []) },
    ...(onFailure === undefined ? {} : { onFailure }),
    ...(flags.plan === undefined ? {} : { planHash: flags.plan }),
  };
  return {
    ...given,
    nsFlavourId: flags.flavour ?? given.nsFlavourId ?? (await onlyFlavour(client, ns.nsdInfoId)),
    additionalParamsForNs: { ...given.additionalParamsForNs, netwright },
  };
}

/** An NSD of this edition has one flavour, so nobody need type it. */
async function onlyFlavour(client: ApiClient, id: string): Promise<string> {
  const { nsdFlavourId } = await unwrap(
    client.GET('/nsd/v1/ns_descriptors/{id}', { params: { path: { id } } }),
  );
  return nsdFlavourId ?? '';
}

/** `sapd=host:interface` or `sapd=interface`. */
export function parseSapAttachments(texts: readonly string[]): Record<string, SapAttachment> {
  return Object.fromEntries(
    texts.map((text) => {
      const [, sapdId, host, name] = /^([^=]+)=(?:([^:]+):)?([^:]+)$/.exec(text) ?? [];
      if (sapdId === undefined || name === undefined) {
        throw usageFailure(`--sap takes SAPD=[HOST:]INTERFACE, not “${text}”`);
      }
      return [sapdId, host === undefined ? { interface: name } : { host, interface: name }];
    }),
  );
}

async function readParams(file: string): Promise<Partial<Request>> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    throw usageFailure(`cannot read ${file}`);
  }
  try {
    const value: unknown = parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch (error) {
    throw usageFailure(`${file} is neither JSON nor YAML: ${(error as Error).message}`);
  }
  throw usageFailure(`${file} holds no object`);
}
