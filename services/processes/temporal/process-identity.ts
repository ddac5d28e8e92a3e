/** A process named by pid and start time, so that a recycled pid is never taken for it, nor killed. */
import { readdir, readFile } from 'node:fs/promises';

export interface ProcessIdentity {
  readonly pid: number;
  /** Field 22 of /proc/PID/stat: start time in clock ticks since boot. */
  readonly startTime: string;
}

/** Start time of a live process; an empty string when there is none (also for a zombie). */
export async function processStartTime(pid: number): Promise<string> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? '' : (fields[19] ?? '');
  } catch {
    return '';
  }
}

export async function isSameProcess(identity: ProcessIdentity): Promise<boolean> {
  return identity.startTime !== '' && (await processStartTime(identity.pid)) === identity.startTime;
}

/** SIGTERM, then SIGKILL after `graceMs`; resolves when the process is gone. */
export async function stopProcess(identity: ProcessIdentity, graceMs = 5_000): Promise<void> {
  const signal = async (name: NodeJS.Signals) => {
    if (await isSameProcess(identity)) process.kill(identity.pid, name);
  };
  await signal('SIGTERM');
  const killAt = Date.now() + graceMs;
  let killed = false;
  while (await isSameProcess(identity)) {
    if (!killed && Date.now() > killAt) {
      await signal('SIGKILL');
      killed = true;
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** Live processes that have `argument` as one whole argument of their command line; never this one. */
export async function findProcesses(argument: string): Promise<ProcessIdentity[]> {
  const found: ProcessIdentity[] = [];
  for (const name of await readdir('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    const startTime = await processStartTime(pid);
    const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (startTime !== '' && commandLine.split('\0').includes(argument)) found.push({ pid, startTime });
  }
  return found;
}
