/** What an archive entry may be called. */

/** Why a name is refused, or undefined for a good one. `name` is as stored, with `/` at the end for a folder. */
export function unsafeNameReason(name: string): string | undefined {
  if (name === '' || name === '/') return 'has an empty name';
  if (name.includes('\0')) return 'has a NUL character in its name';
  if (name.includes('\\')) return 'has a backslash in its name';
  if (name.startsWith('/')) return 'has an absolute path';
  if (/^[A-Za-z]:/.test(name)) return 'has a Windows drive in its path';
  const parts = (name.endsWith('/') ? name.slice(0, -1) : name).split('/');
  if (parts.includes('..')) return 'leads out of the package (..)';
  if (parts.includes('') || parts.includes('.')) return 'has an empty or "." part in its path';
  if (name.length > 1024 || parts.some((p) => Buffer.byteLength(p) > 255)) return 'has too long a name';
  if (hasControlCharacter(name)) return 'has a control character in its name';
  return undefined;
}

function hasControlCharacter(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c < 0x20 || c === 0x7f) return true;
  }
  return false;
}

/** Two names that some file systems take for one. */
export function foldedName(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

/** For messages: control characters made visible, length bounded. */
export function printableName(name: string): string {
  return JSON.stringify(name.length > 120 ? `${name.slice(0, 117)}...` : name);
}
