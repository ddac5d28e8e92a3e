/** `netwright package init|build`: the part of package work that needs no server. */
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { buildPackage, formatReport } from '#descriptors/index.ts';
import { exitCodes } from '../exit-codes.ts';
import { usageFailure } from '../failure.ts';
import { printOne } from '../output.ts';
import { vnfPackageTemplate } from '../vnf-package-template.ts';
import { addExamples, type CommandHost, onAction } from './command-context.ts';

export function addInitCommand(noun: Command, host: CommandHost): void {
  const init = noun
    .command('init')
    .description(
      'write the folder of a new VNF package: one VDU with two vhost-user ports, ready to be changed',
    )
    .argument('<folder>', 'its name is the name of the VNF')
    .option('--provider <name>', 'who makes the VNF', 'example')
    .option('--image <file>', 'qcow2 image to put into the package, with its checksum');
  addExamples(init, 'package init my-firewall --provider acme --image my-firewall.qcow2');
  onAction<{ provider: string; image?: string }>(host, init, async ({ terminal }, [folder = ''], options) => {
    const name = basename(resolve(folder));
    if (!/^[a-z][a-z0-9-]{1,40}$/.test(name))
      throw usageFailure(`“${name}” is no package name such as my-firewall`);
    if ((await readdir(folder).catch(() => [])).length > 0) throw usageFailure(`${folder} is not empty`);
    const image = options.image === undefined ? undefined : await readImage(options.image);
    const files = vnfPackageTemplate({ name, provider: options.provider, imageSha256: image?.sha256 });
    for (const [path, text] of Object.entries(files)) await writeInto(folder, path, text);
    await mkdir(join(folder, 'Files', 'images'), { recursive: true });
    if (image !== undefined) await copyFile(image.file, join(folder, 'Files', 'images', `${name}.qcow2`));
    terminal.out(`${folder}\n`);
    const next =
      image === undefined
        ? `put Files/images/${name}.qcow2 there and its sha-256 into the descriptor, then `
        : '';
    terminal.err(`${next}netwright package build ${folder}\n`);
    return undefined;
  });
}

export function addBuildCommand(noun: Command, host: CommandHost): void {
  const build = noun
    .command('build')
    .description('check a package folder and pack it as CSAR, with the hash of every file in its manifest')
    .argument('<folder>')
    .option('-f, --file <csar>', 'where to write it (default: FOLDER.csar)');
  addExamples(
    build,
    'package build my-firewall',
    'package build descriptors/samples/bump-firewall -f /tmp/fw.csar',
  );
  onAction<{ file?: string }>(host, build, async ({ terminal, format }, [folder = ''], options) => {
    const file = options.file ?? `${folder.replace(/\/+$/, '')}.csar`;
    const result = await buildPackage(folder, file);
    if (result.diagnostics.length > 0) terminal.err(formatReport(result.diagnostics, 'text'));
    if (!result.built) return exitCodes.descriptor;
    printOne(terminal, format, result, result.file, () => `${result.file}\n`);
    return undefined;
  });
}

async function readImage(file: string): Promise<{ file: string; sha256: string }> {
  try {
    return {
      file,
      sha256: createHash('sha256')
        .update(await readFile(file))
        .digest('hex'),
    };
  } catch {
    throw usageFailure(`cannot read ${file}`);
  }
}

async function writeInto(folder: string, path: string, text: string): Promise<void> {
  const file = join(folder, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}
