/** Writes the file entries of a manifest (SOL004 4.3.2): Source, Algorithm, Hash, sorted by path. */

export interface HashedFile {
  readonly path: string;
  readonly sha256: string;
}

/**
 * The manifest with its metadata (and non-MANO artifact sets) as they were, and one entry per file. Entries that were
 * there are replaced; a CMS signature is dropped, since it no longer fits.
 */
export function manifestText(original: string, files: readonly HashedFile[]): string {
  const head = withoutFileEntries(original).trimEnd();
  const entries = files.map((f) => `Source: ${f.path}\nAlgorithm: SHA-256\nHash: ${f.sha256}\n`);
  return `${head}\n\n${entries.join('\n')}`;
}

const FILE_KEY = /^\s*(source|algorithm|hash|signature|certificate)\s*:/i;

/** Keeps blocks that begin with an unindented `name:` without a value; file entries stand outside of those. */
function withoutFileEntries(text: string): string {
  const kept: string[] = [];
  let inBlock = false;
  for (const line of text.replace(/^\ufeff/, '').split(/\r?\n/)) {
    if (line.startsWith('-----BEGIN CMS-----')) break;
    if (/^[\w-]+:\s*$/.test(line)) inBlock = !FILE_KEY.test(line);
    else if (/^\S/.test(line) && FILE_KEY.test(line)) inBlock = false;
    if (inBlock || !FILE_KEY.test(line)) kept.push(line);
  }
  return kept.join('\n').replace(/\n{3,}/g, '\n\n');
}
