/** A client of QEMU's machine protocol (QMP): JSON objects over a unix socket, one command at a time. */
import { createConnection } from 'node:net';

export interface Qmp extends AsyncDisposable {
  /** Sends one command and returns its `return` value; throws what QEMU answers as `error`. */
  execute(command: string, args?: Readonly<Record<string, unknown>>): Promise<unknown>;
  /** A command of the human monitor; throws when it prints anything, as those used here succeed silently. */
  monitor(commandLine: string): Promise<void>;
}

interface Reply {
  readonly return?: unknown;
  readonly error?: { readonly desc: string };
  readonly event?: string;
  readonly QMP?: unknown;
}

/** Connects and negotiates. Commands have no deadline of their own: saving a snapshot takes as long as it takes. */
export async function connectQmp(path: string): Promise<Qmp> {
  const socket = createConnection(path);
  const waiting: { resolve: (reply: Reply) => void; reject: (error: Error) => void }[] = [];
  const next = (): Promise<Reply> =>
    new Promise((resolve, reject) => {
      waiting.push({ resolve, reject });
    });
  const failAll = (error: Error): void => {
    for (const waiter of waiting.splice(0)) waiter.reject(error);
  };
  let buffer = '';
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    const lines = (buffer + chunk).split('\n');
    buffer = lines.pop() ?? '';
    for (const line of lines) {
      if (line.trim() === '') continue;
      const reply = JSON.parse(line) as Reply;
      if (reply.event === undefined) waiting.shift()?.resolve(reply);
    }
  });
  socket.on('error', failAll);
  socket.on('close', () => failAll(new Error(`QEMU closed its monitor socket ${path}`)));
  const greeting = await next();
  if (greeting.QMP === undefined) throw new Error(`not a QMP socket: ${path}`);

  const execute = async (command: string, args?: Readonly<Record<string, unknown>>): Promise<unknown> => {
    const answer = next();
    socket.write(`${JSON.stringify({ execute: command, arguments: args })}\n`);
    const reply = await answer;
    if (reply.error !== undefined) throw new Error(`QEMU refuses ${command}: ${reply.error.desc}`);
    return reply.return;
  };
  await execute('qmp_capabilities');
  return {
    execute,
    monitor: async (commandLine) => {
      const output = await execute('human-monitor-command', { 'command-line': commandLine });
      if (typeof output === 'string' && output.trim() !== '')
        throw new Error(`QEMU: ${commandLine}: ${output.trim()}`);
    },
    [Symbol.asyncDispose]: async () => {
      socket.destroy();
    },
  };
}
