/** `netwright ns …`: network services from plan to proof to termination. */
import type { Command } from 'commander';
import type { components } from '../api.gen.ts';
import { type ApiClient, unwrap, unwrapLocation } from '../client.ts';
import { exitCodes } from '../exit-codes.ts';
import { usageFailure } from '../failure.ts';
import { type InstantiateFlags, instantiateRequest } from '../instantiate-request.ts';
import { type Column, formatFields, formatRows, printList, printOne } from '../output.ts';
import { describePlan } from '../plan-view.ts';
import { resolveReference } from '../resolve.ts';
import {
  addExamples,
  addWaitOptions,
  type CommandContext,
  type CommandHost,
  collect,
  finishOperation,
  onAction,
  type WaitFlags,
} from './command-context.ts';
import { findNsd } from './nsd.ts';

type NsInstance = components['schemas']['NsInstance'];

const COLUMNS: readonly Column<NsInstance>[] = [
  { title: 'id', value: (n) => n.id },
  { title: 'name', value: (n) => n.nsInstanceName },
  { title: 'state', value: (n) => n.nsState },
  { title: 'vnfs', value: (n) => n.vnfInstance.map((v) => v.vnfProfileId).join(',') || '-' },
  { title: 'nsd', value: (n) => n.nsdId, wide: true },
  { title: 'plan', value: (n) => n.planHash ?? '-', wide: true },
];

export function addNsCommands(program: Command, host: CommandHost): void {
  const noun = program.command('ns').description('network services');
  const create = noun
    .command('create')
    .description('create a network service from an NSD; nothing is deployed yet')
    .argument('<name>')
    .requiredOption('--nsd <nsd>', 'id, nsdId, or name of the NSD')
    .option('--description <text>', 'what it is for', '');
  addExamples(create, 'ns create web1 --nsd inspected-web');
  onAction<{ nsd: string; description: string }>(host, create, async (context, [nsName = ''], options) => {
    const client = await context.client();
    const nsd = await findNsd(client, options.nsd);
    if (nsd.nsdId === undefined) throw usageFailure(`NSD ${nsd.id} is not onboarded`);
    const body = { nsdId: nsd.nsdId, nsName, nsDescription: options.description };
    show(context, await unwrap(client.POST('/nslcm/v1/ns_instances', { body })));
    return undefined;
  });
  addInstantiateCommands(noun, host);
  addReadCommands(noun, host);
  addProveCommand(noun, host);
  addEndCommands(noun, host);
}

function addRequestOptions(command: Command): Command {
  return command
    .argument('<ns>', 'id, its beginning, or name')
    .option('--sap <sapd=[host:]interface>', 'where a SAP meets the world; may be repeated', collect)
    .option('--flavour <id>', 'deployment flavour of the NSD (default: the plan’s only one)')
    .option('--params <file>', 'InstantiateNsRequest as JSON or YAML; flags win over it');
}

function addInstantiateCommands(noun: Command, host: CommandHost): void {
  const plan = addRequestOptions(
    noun.command('plan').description('show what instantiate would do; touches nothing'),
  );
  addExamples(
    plan,
    'ns plan web1 --sap sap_left=blade7:tap0 --sap sap_right=blade7:tap1',
    'ns plan web1 -o json',
  );
  onAction<InstantiateFlags>(host, plan, async (context, [reference = ''], flags) => {
    const client = await context.client();
    await showPlan(context, client, await findNs(client, reference), flags);
    return undefined;
  });
  const instantiate = addRequestOptions(
    noun.command('instantiate').description('deploy a network service and prove it'),
  )
    .option('--plan <hash>', 'refuse if a plan made now would differ from this one')
    .option('--on-failure <policy>', 'rollback, or hold in FAILED_TEMP for a decision', 'rollback')
    .option('--dry-run', 'only show the plan');
  addWaitOptions(instantiate);
  addExamples(
    instantiate,
    'ns instantiate web1 --sap sap_left=blade7:tap0 --sap sap_right=blade7:tap1 --wait',
  );
  onAction<InstantiateFlags & WaitFlags & { dryRun?: boolean }>(
    host,
    instantiate,
    async (context, [reference = ''], flags) => {
      const client = await context.client();
      const ns = await findNs(client, reference);
      if (flags.dryRun === true) {
        await showPlan(context, client, ns, flags);
        return undefined;
      }
      const body = await instantiateRequest(client, ns, flags);
      const path = { params: { path: { id: ns.id } } };
      const id = await unwrapLocation(
        client.POST('/nslcm/v1/ns_instances/{id}/instantiate', { ...path, body }),
      );
      return finishOperation(context, client, id, flags);
    },
  );
}

async function showPlan(
  context: CommandContext,
  client: ApiClient,
  ns: NsInstance,
  flags: InstantiateFlags,
): Promise<void> {
  const body = await instantiateRequest(client, ns, flags);
  const path = { params: { path: { id: ns.id } } };
  const response = await unwrap(client.POST('/netwright/v1/ns_instances/{id}/plan', { ...path, body }));
  printOne(context.terminal, context.format, response, response.plan.hash, (wide) =>
    describePlan(response, wide),
  );
}

function addReadCommands(noun: Command, host: CommandHost): void {
  const list = noun.command('list').description('all network services');
  onAction(host, addExamples(list, 'ns list'), async (context) => {
    printList(context.terminal, context.format, await listNs(await context.client()), COLUMNS);
    return undefined;
  });
  const one = noun.command('show').description('one network service').argument('<ns>');
  onAction(host, addExamples(one, 'ns show web1'), async (context, [reference = '']) => {
    show(context, await findNs(await context.client(), reference));
    return undefined;
  });
}

function addProveCommand(noun: Command, host: CommandHost): void {
  const prove = noun
    .command('prove')
    .description('read every promise of the descriptors back from the hosts; exit 10 where one is broken')
    .argument('<ns>')
    .option('--format <format>', 'text, json, or junit', 'text')
    .option('--last', 'show the last proof instead of proving anew');
  addExamples(prove, 'ns prove web1', 'ns prove web1 --format junit > proof.xml');
  onAction<{ format: string; last?: boolean }>(host, prove, async (context, [reference = ''], options) => {
    const format = (['text', 'json', 'junit'] as const).find((f) => f === options.format);
    if (format === undefined) throw usageFailure(`--format takes text, json or junit, not ${options.format}`);
    const client = await context.client();
    const { id } = await findNs(client, reference);
    const params = { path: { id } };
    if (options.last !== true) await unwrap(client.POST('/netwright/v1/ns_instances/{id}/proof', { params }));
    const report = await unwrap(client.GET('/netwright/v1/ns_instances/{id}/proof', { params }));
    if (format === 'json') context.terminal.out(`${JSON.stringify(report, null, 2)}\n`);
    else {
      const query = { ...params, query: { format } };
      const text = await unwrap(
        client.GET('/netwright/v1/ns_instances/{id}/proof', { params: query, parseAs: 'text' }),
      );
      context.terminal.out(text);
    }
    return report.verdict === 'holds' ? exitCodes.success : exitCodes.drift;
  });
}

function addEndCommands(noun: Command, host: CommandHost): void {
  const terminate = noun.command('terminate').description('take a network service down').argument('<ns>');
  addWaitOptions(terminate);
  onAction<WaitFlags>(
    host,
    addExamples(terminate, 'ns terminate web1 --wait'),
    async (context, [reference = ''], flags) => {
      const client = await context.client();
      const path = { params: { path: { id: (await findNs(client, reference)).id } } };
      const id = await unwrapLocation(
        client.POST('/nslcm/v1/ns_instances/{id}/terminate', { ...path, body: {} }),
      );
      return finishOperation(context, client, id, flags);
    },
  );
  const remove = noun.command('delete').description('delete a terminated network service').argument('<ns>');
  onAction(host, addExamples(remove, 'ns delete web1'), async (context, [reference = '']) => {
    const client = await context.client();
    const { id } = await findNs(client, reference);
    await unwrap<unknown>(client.DELETE('/nslcm/v1/ns_instances/{id}', { params: { path: { id } } }));
    context.terminal.out(`${id}\n`);
    return undefined;
  });
}

async function listNs(client: ApiClient): Promise<NsInstance[]> {
  return unwrap(client.GET('/nslcm/v1/ns_instances', {}));
}

async function findNs(client: ApiClient, reference: string): Promise<NsInstance> {
  return resolveReference('network service', await listNs(client), reference, (n) => [n.nsInstanceName]);
}

function show({ terminal, format }: CommandContext, n: NsInstance): void {
  const rows = [
    ...n.vnfInstance.map((v) => ['vnf', v.vnfProfileId, v.vnfProductName, v.id]),
    ...n.sapInfo.map((s) => ['sap', s.sapdId, s.interface, s.id]),
    ...n.vnffgInfo.map((g) => ['vnffg', g.vnffgdId, g.nfpId, g.id]),
  ];
  printOne(
    terminal,
    format,
    n,
    n.id,
    () =>
      formatFields({
        id: n.id,
        name: n.nsInstanceName,
        description: n.nsInstanceDescription || undefined,
        nsd: n.nsdId,
        state: n.nsState,
        flavour: n.flavourId,
        plan: n.planHash,
      }) + formatRows(rows, '  '),
  );
}
