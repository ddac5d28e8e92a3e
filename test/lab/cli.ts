/** `node test/lab/cli.ts build|start|stop|status|console [--name NAME] [--port PORT] [--fresh]`, `… ssh -- COMMAND` */
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { reportFailure, SetupError } from '#test/setup/setup-error.ts';
import { toolchain } from '#test/setup/toolchain.ts';
import { chooseAccelerator } from './accelerator.ts';
import { labImage } from './image.ts';
import { joinLab, type Lab, type LabOptions, startLab, stopLab } from './lab.ts';
import { labSnapshot } from './snapshot.ts';

const usage = `Usage: node test/lab/cli.ts COMMAND [--name NAME]

  build              fetch, build and boot whatever is not in the cache yet
  start [--fresh]    a lab host in its first state; --fresh boots it anew   [--port PORT]
  status             says whether it runs, and how to log in
  ssh -- COMMAND     one command on the lab host (for a shell, use the line that status prints)
  console            what the lab host printed on its console
  stop               ends it
`;

function describe(lab: Lab): string {
  const ssh = `ssh -i ${lab.identityFile} -p ${lab.sshPort} -o UserKnownHostsFile=/dev/null -o StrictHostKeyChecking=no root@127.0.0.1`;
  return `lab "${lab.name}": running (${lab.accelerator})\nhost key: ${lab.hostKeySha256}\n${ssh}\n`;
}

async function running(name: string): Promise<Lab> {
  const lab = await joinLab(name);
  if (lab === undefined)
    throw new SetupError(`The lab "${name}" is not running. Start it: node test/lab/cli.ts start`);
  return lab;
}

async function build(): Promise<void> {
  const image = await labImage();
  const choice = await chooseAccelerator(image);
  await labSnapshot(image, choice, await toolchain());
  process.stdout.write(`lab: built; ${choice.accelerator}, because ${choice.reason}\n`);
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      name: { type: 'string', default: 'default' },
      port: { type: 'string' },
      fresh: { type: 'boolean' },
    },
  });
  const [command, ...rest] = positionals;
  const { name } = values;
  if (command === 'build') return build();
  if (command === 'start') {
    const options: LabOptions = {
      name,
      ...(values.port === undefined ? {} : { sshPort: Number(values.port) }),
      ...(values.fresh === undefined ? {} : { fresh: values.fresh }),
    };
    const lab = await startLab(options);
    process.stdout.write(describe(lab));
    return lab.release();
  }
  if (command === 'stop') {
    process.stdout.write(
      (await stopLab(name)) ? `lab "${name}": ended\n` : `lab "${name}": was not running\n`,
    );
    return;
  }
  if (command === 'status') {
    const lab = await joinLab(name);
    process.stdout.write(lab === undefined ? `lab "${name}": not running\n` : describe(lab));
    return lab?.release();
  }
  if (command === 'console')
    return pipeline(createReadStream((await running(name)).consoleLog), process.stdout);
  if (command === 'ssh' && rest.length > 0) {
    const lab = await running(name);
    const result = await lab.ssh(rest.join(' '));
    process.stdout.write(result.stdout);
    process.stderr.write(result.stderr);
    process.exitCode = result.exitCode;
    return lab.release();
  }
  process.stderr.write(usage);
  process.exitCode = 2;
}

await main().catch(reportFailure);
