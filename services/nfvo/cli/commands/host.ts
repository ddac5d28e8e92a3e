/** `netwright host …`: compute hosts. */
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { components } from '../api.gen.ts';
import { type ApiClient, unwrap } from '../client.ts';
import { usageFailure } from '../failure.ts';
import { type Column, formatFields, formatRows, printList, printOne } from '../output.ts';
import { resolveReference } from '../resolve.ts';
import { addExamples, type CommandContext, type CommandHost, collect, onAction } from './command-context.ts';

type Host = components['schemas']['Host'];

const COLUMNS: readonly Column<Host>[] = [
  { title: 'id', value: (h) => h.id },
  { title: 'name', value: (h) => h.name },
  { title: 'virt', value: (h) => h.inventory.virtType },
  { title: 'cells', value: (h) => String(h.inventory.cells.length) },
  { title: 'cpus', value: (h) => String(h.inventory.cells.reduce((n, c) => n + c.cpus.length, 0)) },
  { title: 'vfs', value: (h) => String(h.inventory.pfs.reduce((n, pf) => n + pf.vfs.length, 0)) },
  { title: 'services', value: (h) => String(h.nsInstanceIds.length) },
  { title: 'url', value: (h) => h.url, wide: true },
  { title: 'host key', value: (h) => h.hostKeySha256, wide: true },
];

interface AddOptions {
  readonly identity: string;
  readonly hostKey?: string;
  readonly physnet?: readonly string[];
  readonly name?: string;
}

export function addHostCommands(program: Command, host: CommandHost): void {
  const noun = program.command('host').description('compute hosts');
  const add = noun
    .command('add')
    .description('log in to a host, check that it is fit, and take it in')
    .argument('<url>', 'ssh://user@address[:port]')
    .requiredOption('--identity <file>', 'private key of the login')
    .option('--host-key <fingerprint>', 'SHA256:… the host must present; else the first key seen is pinned')
    .option(
      '--physnet <name=pf,pf>',
      'physical network and the PFs that lead to it; may be repeated',
      collect,
    )
    .option('--name <name>', 'how to call the host');
  addExamples(
    add,
    'host add ssh://root@192.0.2.7 --identity ~/.ssh/id_ed25519 --physnet physnet1=ens1,ens2 --name blade7',
  );
  onAction<AddOptions>(host, add, async (context, [url = ''], options) => {
    const body = {
      url,
      privateKey: await readIdentity(options.identity),
      ...(options.name === undefined ? {} : { name: options.name }),
      ...(options.hostKey === undefined ? {} : { hostKeySha256: options.hostKey }),
      ...(options.physnet === undefined ? {} : { physicalNetworks: parsePhysicalNetworks(options.physnet) }),
    };
    const client = await context.client();
    show(context, await unwrap(client.POST('/netwright/v1/hosts', { body })));
    return undefined;
  });
  const list = noun.command('list').description('all hosts');
  onAction(host, addExamples(list, 'host list -o wide'), async (context) => {
    printList(context.terminal, context.format, await listHosts(await context.client()), COLUMNS);
    return undefined;
  });
  const one = noun
    .command('show')
    .description('one host, by NUMA cell')
    .argument('<host>', 'id, its beginning, or name');
  onAction(host, addExamples(one, 'host show blade7'), async (context, [reference = '']) => {
    show(context, await findHost(await context.client(), reference));
    return undefined;
  });
  addSnapshotAndRemove(noun, host);
}

function addSnapshotAndRemove(noun: Command, host: CommandHost): void {
  const snapshot = noun
    .command('snapshot')
    .description('all that a network service can change on the host, as JSON, to compare before and after')
    .argument('<host>');
  onAction(
    host,
    addExamples(snapshot, 'host snapshot blade7 > before.json'),
    async (context, [reference = '']) => {
      const client = await context.client();
      const { id } = await findHost(client, reference);
      const data = await unwrap(
        client.GET('/netwright/v1/hosts/{id}/snapshot', { params: { path: { id } } }),
      );
      context.terminal.out(`${JSON.stringify(data, null, 2)}\n`);
      return undefined;
    },
  );
  const remove = noun.command('remove').description('forget a host that carries nothing').argument('<host>');
  onAction(host, addExamples(remove, 'host remove blade7'), async (context, [reference = '']) => {
    const client = await context.client();
    const { id } = await findHost(client, reference);
    await unwrap(client.DELETE('/netwright/v1/hosts/{id}', { params: { path: { id } } }));
    context.terminal.out(`${id}\n`);
    return undefined;
  });
}

async function listHosts(client: ApiClient): Promise<Host[]> {
  return unwrap(client.GET('/netwright/v1/hosts', {}));
}

async function findHost(client: ApiClient, reference: string): Promise<Host> {
  return resolveReference('host', await listHosts(client), reference, (h) => [h.name]);
}

async function readIdentity(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    throw usageFailure(`cannot read the identity file ${file}`);
  }
}

/** `physnet1=ens1,ens2` → { physnet1: ['ens1', 'ens2'] }; the same name twice adds up. */
export function parsePhysicalNetworks(texts: readonly string[]): Record<string, string[]> {
  const networks: Record<string, string[]> = {};
  for (const text of texts) {
    const [, name, pfs] = /^([^=\s]+)=([^=\s]+)$/.exec(text) ?? [];
    if (name === undefined || pfs === undefined)
      throw usageFailure(`--physnet takes NAME=PF,PF, not “${text}”`);
    networks[name] = [...(networks[name] ?? []), ...pfs.split(',').filter((pf) => pf !== '')];
  }
  return networks;
}

function show({ terminal, format }: CommandContext, h: Host): void {
  printOne(terminal, format, h, h.id, () => {
    const { inventory: i } = h;
    const cells = i.cells.map((cell) => [
      `cell ${cell.id}`,
      `${cell.cpus.length} CPUs`,
      `${cell.memoryMiB} MiB`,
      cell.hugePages.map((p) => `${p.free}/${p.total} free pages of ${p.sizeKiB} KiB`).join(', '),
      i.pfs
        .filter((pf) => pf.cell === cell.id)
        .map((pf) => `${pf.name} (${pf.vfs.length} VFs)`)
        .join(', '),
    ]);
    return (
      formatFields({
        id: h.id,
        name: h.name,
        url: h.url,
        'host key': h.hostKeySha256,
        system: `${i.kernel}, libvirt ${i.libvirtVersion}, QEMU ${i.qemuVersion} (${i.virtType})`,
        switch: `Open vSwitch ${i.ovs.version}${i.ovs.dpdkInitialized ? ' with DPDK' : ''}, bridges ${i.ovs.bridges.join(', ')}`,
        'kept for host': `CPUs ${i.housekeepingCpus.join(', ')}; PMD ${i.ovs.pmdCpus.join(', ')}`,
        networks:
          Object.entries(h.physicalNetworks)
            .map(([name, pfs]) => `${name}=${pfs.join(',')}`)
            .join(' ') || undefined,
        services: h.nsInstanceIds.join(', ') || 'none',
      }) + formatRows(cells, '  ')
    );
  });
}
