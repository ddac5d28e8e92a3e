/** `netwright vnf …`: the VNF instances of network services. */
import type { Command } from 'commander';
import type { components } from '../api.gen.ts';
import { type ApiClient, unwrap } from '../client.ts';
import { type Column, formatFields, formatRows, printList, printOne } from '../output.ts';
import { resolveReference } from '../resolve.ts';
import { addExamples, type CommandHost, onAction } from './command-context.ts';

type VnfInstance = components['schemas']['VnfInstance'];

const COLUMNS: readonly Column<VnfInstance>[] = [
  { title: 'id', value: (v) => v.id },
  { title: 'name', value: (v) => v.vnfInstanceName },
  { title: 'product', value: (v) => v.vnfProductName },
  { title: 'state', value: (v) => v.instantiationState },
  { title: 'ns', value: (v) => v.metadata.nsInstanceId },
  { title: 'vnfcs', value: (v) => String(v.instantiatedVnfInfo?.vnfcResourceInfo.length ?? 0), wide: true },
  { title: 'vnfd', value: (v) => v.vnfdId, wide: true },
];

export function addVnfCommands(program: Command, host: CommandHost): void {
  const noun = program.command('vnf').description('VNF instances');
  const list = noun.command('list').description('all VNF instances');
  onAction(host, addExamples(list, 'vnf list'), async (context) => {
    printList(context.terminal, context.format, await listVnfs(await context.client()), COLUMNS);
    return undefined;
  });
  const one = noun
    .command('show')
    .description('one VNF instance')
    .argument('<vnf>', 'id, its beginning, or name');
  onAction(host, addExamples(one, 'vnf show firewall'), async (context, [reference = '']) => {
    const vnfs = await listVnfs(await context.client());
    const vnf = resolveReference('VNF instance', vnfs, reference, (v) => [v.vnfInstanceName]);
    printOne(context.terminal, context.format, vnf, vnf.id, () => describe(vnf));
    return undefined;
  });
}

async function listVnfs(client: ApiClient): Promise<VnfInstance[]> {
  return unwrap(client.GET('/vnflcm/v1/vnf_instances', {}));
}

function describe(vnf: VnfInstance): string {
  const vnfcs = (vnf.instantiatedVnfInfo?.vnfcResourceInfo ?? []).map((c) => [
    c.vduId,
    c.computeResource.resourceId,
    `host ${c.computeResource.vimConnectionId}`,
    c.vnfcCpInfo.map((cp) => cp.cpdId).join(', '),
  ]);
  return (
    formatFields({
      id: vnf.id,
      name: vnf.vnfInstanceName,
      product: `${vnf.vnfProvider} ${vnf.vnfProductName} ${vnf.vnfSoftwareVersion}`,
      vnfd: vnf.vnfdId,
      package: vnf.vnfPkgId,
      ns: vnf.metadata.nsInstanceId,
      state: vnf.instantiationState,
    }) + formatRows(vnfcs, '  ')
  );
}
