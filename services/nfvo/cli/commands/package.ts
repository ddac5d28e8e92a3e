/** `netwright package …`: VNF packages, from an empty folder to an onboarded one. */
import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import type { components } from '../api.gen.ts';
import { type ApiClient, unwrap } from '../client.ts';
import { problemFailure, usageFailure } from '../failure.ts';
import { type Column, formatFields, printList, printOne } from '../output.ts';
import { resolveReference } from '../resolve.ts';
import { addExamples, type CommandContext, type CommandHost, onAction } from './command-context.ts';
import { addBuildCommand, addInitCommand } from './package-build.ts';

type VnfPkgInfo = components['schemas']['VnfPkgInfo'];

const COLUMNS: readonly Column<VnfPkgInfo>[] = [
  { title: 'id', value: (p) => p.id },
  { title: 'product', value: (p) => p.vnfProductName ?? '-' },
  { title: 'version', value: (p) => p.vnfSoftwareVersion ?? '-' },
  { title: 'state', value: (p) => p.onboardingState },
  { title: 'usage', value: (p) => p.usageState },
  { title: 'vnfd', value: (p) => p.vnfdId ?? '-', wide: true },
  { title: 'provider', value: (p) => p.vnfProvider ?? '-', wide: true },
  { title: 'operational', value: (p) => p.operationalState, wide: true },
];

export function addPackageCommands(program: Command, host: CommandHost): void {
  const noun = program.command('package').description('VNF packages (SOL004 archives of SOL001 descriptors)');
  addInitCommand(noun, host);
  addBuildCommand(noun, host);
  const onboard = noun
    .command('onboard')
    .description('upload a package and wait until it is onboarded')
    .argument('<file>');
  addExamples(onboard, 'package onboard bump-firewall.csar', 'package onboard bump-firewall.csar -o name');
  onAction(host, onboard, async (context, [file = '']) => {
    const client = await context.client();
    const onboarded = await onboardVnfPackage(client, file);
    show(context, onboarded);
    return undefined;
  });
  const list = noun.command('list').description('all VNF packages');
  onAction(host, addExamples(list, 'package list -o wide'), async (context) => {
    const packages = await listVnfPackages(await context.client());
    printList(context.terminal, context.format, packages, COLUMNS);
    return undefined;
  });
  const one = noun
    .command('show')
    .description('one VNF package')
    .argument('<package>', 'id, its beginning, or product name');
  onAction(
    host,
    addExamples(one, 'package show bump-firewall -o json'),
    async (context, [reference = '']) => {
      show(context, await findVnfPackage(await context.client(), reference));
      return undefined;
    },
  );
  const remove = noun.command('delete').description('disable and delete a VNF package').argument('<package>');
  onAction(host, addExamples(remove, 'package delete bump-firewall'), async (context, [reference = '']) => {
    const client = await context.client();
    const found = await findVnfPackage(client, reference);
    await deleteVnfPackage(client, found);
    context.terminal.out(`${found.id}\n`);
    return undefined;
  });
}

export async function listVnfPackages(client: ApiClient): Promise<VnfPkgInfo[]> {
  return unwrap(client.GET('/vnfpkgm/v1/vnf_packages', {}));
}

async function findVnfPackage(client: ApiClient, reference: string): Promise<VnfPkgInfo> {
  return resolveReference('VNF package', await listVnfPackages(client), reference, (p) => [
    p.vnfProductName,
    p.vnfdId,
  ]);
}

async function onboardVnfPackage(client: ApiClient, file: string): Promise<VnfPkgInfo> {
  const content = await openArchive(file);
  const created = await unwrap(client.POST('/vnfpkgm/v1/vnf_packages', { body: {} }));
  const path = { params: { path: { id: created.id } } };
  try {
    await unwrap(
      client.PUT('/vnfpkgm/v1/vnf_packages/{id}/package_content', {
        ...path,
        ...archiveBody(content, file),
      }),
    );
    for (;;) {
      const now = await unwrap(client.GET('/vnfpkgm/v1/vnf_packages/{id}', path));
      if (now.onboardingState === 'ONBOARDED') return now;
      if (now.onboardingFailureDetails !== undefined) throw problemFailure(now.onboardingFailureDetails);
      await delay(200);
    }
  } catch (error) {
    // A package that could not be onboarded is of no use to anyone: leave nothing behind.
    await client.DELETE('/vnfpkgm/v1/vnf_packages/{id}', path).catch(() => undefined);
    throw error;
  }
}

/** The file as a body that is streamed, not read into memory. */
export async function openArchive(file: string): Promise<Blob> {
  try {
    return await openAsBlob(file);
  } catch {
    throw usageFailure(`cannot read ${file}`);
  }
}

/** The document describes no schema for binary bodies, so the client is told what to do with one. */
export function archiveBody(content: Blob, file: string) {
  const headers = {
    'Content-Type': 'application/zip',
    'Content-Disposition': `attachment; filename="${basename(file)}"`,
  };
  return { headers, body: content as never, bodySerializer: () => content };
}

async function deleteVnfPackage(client: ApiClient, found: VnfPkgInfo): Promise<void> {
  const path = { params: { path: { id: found.id } } };
  if (found.operationalState === 'ENABLED') {
    await unwrap(
      client.PATCH('/vnfpkgm/v1/vnf_packages/{id}', { ...path, body: { operationalState: 'DISABLED' } }),
    );
  }
  const { error, response } = await client.DELETE('/vnfpkgm/v1/vnf_packages/{id}', path);
  if (response.ok) return;
  if (found.operationalState === 'ENABLED') {
    await client.PATCH('/vnfpkgm/v1/vnf_packages/{id}', { ...path, body: { operationalState: 'ENABLED' } });
  }
  throw problemFailure(error as components['schemas']['ProblemDetails']);
}

function show({ terminal, format }: CommandContext, p: VnfPkgInfo): void {
  printOne(terminal, format, p, p.id, () =>
    formatFields({
      id: p.id,
      product: p.vnfProductName,
      provider: p.vnfProvider,
      version: p.vnfSoftwareVersion,
      vnfd: p.vnfdId,
      state: `${p.onboardingState}, ${p.operationalState}, ${p.usageState}`,
      sha256: p.checksum?.hash,
      images: p.softwareImages?.map((i) => `${i.imagePath} (${i.diskFormat}, ${i.size} bytes)`).join(', '),
      failure: p.onboardingFailureDetails?.detail,
    }),
  );
}
