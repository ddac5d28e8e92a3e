import { judgement, prover } from '../claim.ts';
import type { Expected } from '../expected.ts';

export interface ObservedImage {
  readonly sha256: string;
  readonly path: string;
  readonly sizeBytes: number;
}

/** The image the guest runs from has the checksum its package promises (SOL001 SwImage checksum). */
export function judgeImageChecksum(expected: Expected<'image-checksum'>, observed: ObservedImage) {
  return judgement(
    observed.path.endsWith(' (deleted)') && `the file was replaced under the running guest: ${observed.path}`,
    observed.sha256 !== expected.sha256 &&
      `the base image has SHA-256 ${observed.sha256}, not ${expected.sha256}`,
  );
}

export const imageChecksum = prover({
  kind: 'image-checksum',
  async read(evidence, claim) {
    const { where, ...observed } = await evidence.baseImage(claim);
    return { observed, readFrom: where };
  },
  judge: judgeImageChecksum,
});
