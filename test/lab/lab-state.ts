/** What is known about a running lab between processes: `state.json` in the lab's folder. */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from '#test/setup/cache.ts';
import { isAlive, type ProcessIdentity } from '#test/setup/process-identity.ts';

export interface LabState {
  readonly qemu: ProcessIdentity;
  /** The process that last started or took over the lab; while it lives, no other may. Null once it was released. */
  readonly owner: ProcessIdentity | null;
  readonly sshPort: number;
  /** The snapshot it runs from. */
  readonly snapshot: string;
  readonly accelerator: string;
  readonly identityFile: string;
  readonly hostKeySha256: string;
}

export function labFolder(name: string): string {
  if (!/^[a-z0-9-]{1,32}$/.test(name)) throw new Error(`not a lab name (a-z, 0-9, -): ${name}`);
  return cacheFolder('labs', name);
}

/** The state of a lab whose QEMU is alive; undefined when there is none. */
export async function readState(name: string): Promise<LabState | undefined> {
  try {
    const state = JSON.parse(await readFile(join(labFolder(name), 'state.json'), 'utf8')) as LabState;
    return isAlive(state.qemu) ? state : undefined;
  } catch {
    return undefined;
  }
}

export async function writeState(name: string, state: LabState): Promise<void> {
  const path = join(labFolder(name), 'state.json');
  await mkdir(labFolder(name), { recursive: true });
  await writeFile(`${path}.new`, JSON.stringify(state, null, 2), { mode: 0o600 });
  await rename(`${path}.new`, path);
}
