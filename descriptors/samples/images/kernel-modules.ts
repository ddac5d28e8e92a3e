/** Which kernel module files a guest needs, and in which order, read from the modules themselves (no depmod). */
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

export interface KernelModule {
  readonly name: string;
  readonly content: Buffer;
}

/** Where the one kernel of an unpacked linux-image package is. */
export interface KernelFiles {
  readonly version: string;
  readonly vmlinuz: string;
  readonly moduleFolder: string;
}

/** Finds the kernel in `kernelRoot`, an unpacked `linux-image-*`; exactly one must be there. */
export async function findKernel(kernelRoot: string): Promise<KernelFiles> {
  const names = (await readdir(join(kernelRoot, 'boot'))).filter((name) => name.startsWith('vmlinuz-'));
  const [name, ...others] = names;
  if (name === undefined || others.length > 0) {
    throw new Error(`${kernelRoot}/boot holds ${names.length} kernels, needs exactly one`);
  }
  const version = name.slice('vmlinuz-'.length);
  return {
    version,
    vmlinuz: join(kernelRoot, 'boot', name),
    moduleFolder: join(kernelRoot, 'lib/modules', version, 'kernel'),
  };
}

/**
 * The modules named and all they depend on, dependencies first, each once. Debian's modules are not compressed;
 * their `.modinfo` has `depends=a,b`. A `softdep=pre: x` naming a virtual module is the caller's to resolve.
 */
export async function moduleClosure(
  folder: string,
  names: readonly string[],
): Promise<readonly KernelModule[]> {
  const files = new Map<string, string>();
  for (const entry of await readdir(folder, { recursive: true })) {
    if (entry.endsWith('.ko')) files.set(canonical(basename(entry, '.ko')), join(folder, entry));
  }
  const loaded = new Map<string, KernelModule>();
  const visit = async (name: string, neededBy: string): Promise<void> => {
    if (loaded.has(name)) return;
    const file = files.get(name);
    if (file === undefined)
      throw new Error(`kernel module ${name} (needed by ${neededBy}) is not in ${folder}`);
    const content = await readFile(file);
    for (const dependency of moduleDependencies(content)) await visit(canonical(dependency), name);
    loaded.set(name, { name, content });
  };
  for (const name of names) await visit(canonical(name), 'the guest');
  return [...loaded.values()];
}

/** `depends=` of a module's `.modinfo`: a NUL-terminated string that stands once in the file. */
export function moduleDependencies(content: Buffer): readonly string[] {
  const start = content.indexOf('\0depends=');
  if (start < 0) return [];
  const value = content.subarray(start + '\0depends='.length, content.indexOf(0, start + 1)).toString();
  return value === '' ? [] : value.split(',');
}

function canonical(name: string): string {
  return name.replaceAll('-', '_');
}
