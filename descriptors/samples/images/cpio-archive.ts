/** Writer of the `newc` cpio format that Linux unpacks as an initramfs. Same entries in, same bytes out. */
import { Buffer } from 'node:buffer';

export type CpioEntry =
  | { readonly kind: 'file'; readonly content: Buffer; readonly executable: boolean }
  | { readonly kind: 'directory' }
  | { readonly kind: 'symlink'; readonly target: string };

const typeBits = { file: 0o100000, directory: 0o040000, symlink: 0o120000 } as const;

/**
 * Archive of `entries` (path without leading slash → entry). Parents are added, paths are sorted, everything
 * belongs to root and has the time 0.
 */
export function cpioArchive(entries: ReadonlyMap<string, CpioEntry>): Buffer {
  const all = new Map(entries);
  for (const path of entries.keys()) {
    const parts = path.split('/');
    for (let n = 1; n < parts.length; n++) {
      const parent = parts.slice(0, n).join('/');
      if (!all.has(parent)) all.set(parent, { kind: 'directory' });
    }
  }
  const chunks: Buffer[] = [];
  let inode = 1;
  for (const path of [...all.keys()].sort()) {
    const entry = all.get(path);
    if (entry !== undefined) chunks.push(record(path, entry, inode++));
  }
  chunks.push(header('TRAILER!!!', 0, 0, 0));
  return Buffer.concat(chunks);
}

function record(path: string, entry: CpioEntry, inode: number): Buffer {
  const permissions = entry.kind === 'file' && !entry.executable ? 0o644 : 0o755;
  const content =
    entry.kind === 'file' ? entry.content : Buffer.from(entry.kind === 'symlink' ? entry.target : '');
  return Buffer.concat([
    header(path, typeBits[entry.kind] | permissions, inode, content.length),
    padded(content),
  ]);
}

/** `070701` and thirteen 8-digit hexadecimal fields, the name with its NUL, padded to four bytes. */
function header(path: string, mode: number, inode: number, size: number): Buffer {
  const links = mode === 0 ? 1 : (mode & typeBits.directory) === typeBits.directory ? 2 : 1;
  const nameBytes = Buffer.byteLength(path) + 1;
  const fields = [inode, mode, 0, 0, links, 0, size, 0, 0, 0, 0, nameBytes, 0];
  const text = `070701${fields.map((n) => n.toString(16).padStart(8, '0')).join('')}${path}\0`;
  return padded(Buffer.from(text));
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}
