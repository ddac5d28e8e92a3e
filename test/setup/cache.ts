/**
 * The cache folder: everything the set-up fetches or builds, and nothing outside it. An artefact is a folder
 * named by the hash of its inputs; it is built beside its place and renamed, so it is either whole or absent.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, stat, utimes } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { run } from './command.ts';
import { withLock } from './lock.ts';
import { step } from './progress.ts';

const unusedForMs = 14 * 24 * 3600 * 1000;

/** NETWRIGHT_CACHE, else $XDG_CACHE_HOME/netwright, else ~/.cache/netwright. */
export function cacheFolder(...parts: string[]): string {
  const env = process.env;
  const root = env.NETWRIGHT_CACHE || join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'netwright');
  return join(resolve(root), ...parts);
}

export interface ArtefactRecipe {
  /** Kebab-case noun, e.g. `lab-image`. */
  readonly name: string;
  /** Whatever the result depends on: script texts, package names, names of other artefacts. */
  readonly inputs: readonly string[];
  /** Said while building, e.g. `lab: building image`. */
  readonly label: string;
  /** True: build anew even when it is there. */
  readonly rebuild?: boolean;
  /** Fills `folder`, which exists and is empty; it is renamed afterwards, so no absolute path into it may be kept. */
  readonly build: (folder: string) => Promise<void>;
}

export function artefactHash(inputs: readonly string[]): string {
  const hash = createHash('sha256');
  for (const input of inputs) hash.update(`${Buffer.byteLength(input)}:`).update(input);
  return hash.digest('hex').slice(0, 16);
}

/** Removes a tree, never crossing into a file system that is mounted inside it. */
export async function removeTree(path: string): Promise<void> {
  await run(['rm', '-rf', '--one-file-system', '--', path]);
}

/** The folder of an artefact, built first when it is not there. Two processes never build the same one at once. */
export async function artefact(recipe: ArtefactRecipe): Promise<string> {
  const parent = cacheFolder('artefacts');
  const folder = join(parent, `${recipe.name}-${artefactHash(recipe.inputs)}`);
  if (recipe.rebuild === true || !existsSync(folder)) {
    await withLock(cacheFolder('locks', `${recipe.name}.lock`), recipe.label, async () => {
      if (existsSync(folder) && recipe.rebuild !== true) return;
      await mkdir(parent, { recursive: true });
      await removeLeftovers(parent, recipe.name);
      const building = join(parent, `.building-${recipe.name}-${process.pid}`);
      await mkdir(building);
      try {
        await step(recipe.label, () => recipe.build(building));
        await removeTree(folder);
        await rename(building, folder);
      } catch (error) {
        await removeTree(building);
        throw error;
      }
    });
  }
  const now = new Date();
  await utimes(folder, now, now);
  return folder;
}

/** What killed builds left behind, and versions of this artefact that nothing has used for two weeks. */
async function removeLeftovers(parent: string, name: string): Promise<void> {
  for (const entry of await readdir(parent)) {
    const path = join(parent, entry);
    const unfinished = entry.startsWith(`.building-${name}-`);
    const version = entry.startsWith(`${name}-`) && /^[0-9a-f]{16}$/.test(entry.slice(name.length + 1));
    if (unfinished || (version && Date.now() - (await stat(path)).mtimeMs > unusedForMs))
      await removeTree(path);
  }
}
