/** Puts the true checksum of a built image into a VNFD, changing nothing else: line and column stay as they are. */
import { isMap, isScalar, parseDocument, visit } from 'yaml';

/**
 * `descriptor` with the `hash` of every SwImage artifact whose file is `artifactPath` replaced by `sha256`.
 * Throws where no such artifact is there, or where it asks for another algorithm than sha-256.
 */
export function withImageChecksum(descriptor: string, artifactPath: string, sha256: string): string {
  const ranges: (readonly [number, number])[] = [];
  visit(parseDocument(descriptor), {
    Map(_, artifact) {
      if (artifact.get('type') !== 'tosca.artifacts.nfv.SwImage') return;
      if (artifact.get('file') !== artifactPath) return;
      const checksum = artifact.getIn(['properties', 'checksum']);
      if (!isMap(checksum) || checksum.get('algorithm') !== 'sha-256') {
        throw new Error(`the SwImage of ${artifactPath} has no sha-256 checksum to put a value in`);
      }
      const hash = checksum.get('hash', true);
      if (!isScalar(hash) || !hash.range) throw new Error(`the checksum of ${artifactPath} has no hash`);
      ranges.push([hash.range[0], hash.range[1]]);
    },
  });
  if (ranges.length === 0) throw new Error(`no SwImage artifact names the file ${artifactPath}`);
  // From the end, so that the positions before stay true.
  return ranges
    .sort(([a], [b]) => b - a)
    .reduce((text, [start, end]) => `${text.slice(0, start)}'${sha256}'${text.slice(end)}`, descriptor);
}
