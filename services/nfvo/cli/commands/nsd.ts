/** `netwright nsd …`: network service descriptors. */
import type { Command } from 'commander';
import type { components } from '../api.gen.ts';
import { type ApiClient, unwrap } from '../client.ts';
import { problemFailure } from '../failure.ts';
import { type Column, formatFields, printList, printOne } from '../output.ts';
import { resolveReference } from '../resolve.ts';
import { addExamples, type CommandContext, type CommandHost, onAction } from './command-context.ts';
import { archiveBody, openArchive } from './package.ts';

type NsdInfo = components['schemas']['NsdInfo'];

const COLUMNS: readonly Column<NsdInfo>[] = [
  { title: 'id', value: (d) => d.id },
  { title: 'name', value: (d) => d.nsdName ?? '-' },
  { title: 'version', value: (d) => d.nsdVersion ?? '-' },
  { title: 'state', value: (d) => d.nsdOnboardingState },
  { title: 'usage', value: (d) => d.nsdUsageState },
  { title: 'nsd', value: (d) => d.nsdId ?? '-', wide: true },
  { title: 'designer', value: (d) => d.nsdDesigner ?? '-', wide: true },
];

export function addNsdCommands(program: Command, host: CommandHost): void {
  const noun = program.command('nsd').description('network service descriptors');
  const onboard = noun
    .command('onboard')
    .description('upload an NSD; its VNF packages must be onboarded')
    .argument('<file>');
  onAction(host, addExamples(onboard, 'nsd onboard inspected-web.csar'), async (context, [file = '']) => {
    show(context, await onboardNsd(await context.client(), file));
    return undefined;
  });
  const list = noun.command('list').description('all NSDs');
  onAction(host, addExamples(list, 'nsd list'), async (context) => {
    printList(context.terminal, context.format, await listNsds(await context.client()), COLUMNS);
    return undefined;
  });
  const one = noun
    .command('show')
    .description('one NSD')
    .argument('<nsd>', 'id, its beginning, nsdId, or name');
  onAction(host, addExamples(one, 'nsd show inspected-web'), async (context, [reference = '']) => {
    show(context, await findNsd(await context.client(), reference));
    return undefined;
  });
  const remove = noun.command('delete').description('disable and delete an NSD').argument('<nsd>');
  onAction(host, addExamples(remove, 'nsd delete inspected-web'), async (context, [reference = '']) => {
    const client = await context.client();
    const found = await findNsd(client, reference);
    await deleteNsd(client, found);
    context.terminal.out(`${found.id}\n`);
    return undefined;
  });
}

async function listNsds(client: ApiClient): Promise<NsdInfo[]> {
  return unwrap(client.GET('/nsd/v1/ns_descriptors', {}));
}

export async function findNsd(client: ApiClient, reference: string): Promise<NsdInfo> {
  return resolveReference('NSD', await listNsds(client), reference, (d) => [d.nsdName, d.nsdId]);
}

async function onboardNsd(client: ApiClient, file: string): Promise<NsdInfo> {
  const content = await openArchive(file);
  const { id } = await unwrap(client.POST('/nsd/v1/ns_descriptors', { body: {} }));
  const path = { params: { path: { id } } };
  try {
    await unwrap(
      client.PUT('/nsd/v1/ns_descriptors/{id}/nsd_content', {
        ...path,
        ...archiveBody(content, file),
      }),
    );
  } catch (error) {
    await client.DELETE('/nsd/v1/ns_descriptors/{id}', path).catch(() => undefined);
    throw error;
  }
  return unwrap(client.GET('/nsd/v1/ns_descriptors/{id}', path));
}

async function deleteNsd(client: ApiClient, found: NsdInfo): Promise<void> {
  const path = { params: { path: { id: found.id } } };
  const setState = (nsdOperationalState: 'ENABLED' | 'DISABLED') =>
    client.PATCH('/nsd/v1/ns_descriptors/{id}', { ...path, body: { nsdOperationalState } });
  const wasEnabled = found.nsdOperationalState === 'ENABLED';
  if (wasEnabled) await unwrap(setState('DISABLED'));
  const { error, response } = await client.DELETE('/nsd/v1/ns_descriptors/{id}', path);
  if (response.ok) return;
  if (wasEnabled) await setState('ENABLED');
  throw problemFailure(error as components['schemas']['ProblemDetails']);
}

function show({ terminal, format }: CommandContext, d: NsdInfo): void {
  printOne(terminal, format, d, d.id, () =>
    formatFields({
      id: d.id,
      name: d.nsdName,
      version: d.nsdVersion,
      designer: d.nsdDesigner,
      nsd: d.nsdId,
      state: `${d.nsdOnboardingState}, ${d.nsdOperationalState}, ${d.nsdUsageState}`,
      'vnf packages': d.vnfPkgIds?.join(', '),
      failure: d.onboardingFailureDetails?.detail,
    }),
  );
}
