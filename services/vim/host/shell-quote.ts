/**
 * Quotes one word for a POSIX shell: single quotes, each single quote inside as `'\''`. Nothing inside single quotes
 * is ever interpreted, so no input can leave its word. NUL cannot be part of an argument and is refused.
 */
export function quoteWord(word: string): string {
  if (word.includes('\0')) throw new TypeError('an argument of a command holds a NUL character');
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** A command line that a POSIX shell splits back into exactly `argv`. */
export function quoteCommand(argv: readonly string[]): string {
  return argv.map(quoteWord).join(' ');
}
