/** The lab's SSH keys: one to log in with, one for the host, made per image so that the host can be pinned. */
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import ssh2 from 'ssh2';

/** Writes `id_ed25519`, `host_ed25519` (both 0600) and their `.pub` files into `folder`. */
export async function createKeys(folder: string): Promise<void> {
  for (const [name, comment] of [
    ['id_ed25519', 'lab'],
    ['host_ed25519', 'lab-host'],
  ] as const) {
    const pair = ssh2.utils.generateKeyPairSync('ed25519', { comment });
    await writeFile(join(folder, name), pair.private, { mode: 0o600 });
    await writeFile(join(folder, `${name}.pub`), `${pair.public}\n`);
  }
}

/** The fingerprint as OpenSSH prints it, `SHA256:<base64 without padding>`, of a one-line public key. */
export function fingerprintOf(publicKey: string): string {
  const blob = Buffer.from(publicKey.trim().split(/\s+/)[1] ?? '', 'base64');
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
}

export async function hostFingerprint(folder: string): Promise<string> {
  return fingerprintOf(await readFile(join(folder, 'host_ed25519.pub'), 'utf8'));
}
