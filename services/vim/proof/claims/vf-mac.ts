import { judgement, prover } from '../claim.ts';
import type { Expected } from '../expected.ts';

export interface ObservedVfMac {
  readonly mac: string | null;
}

/** The PF reports this administrative MAC for the VF. */
export function judgeVfMac(expected: Expected<'vf-mac'>, observed: ObservedVfMac) {
  return judgement(
    observed.mac !== expected.mac &&
      `${expected.pfName} reports MAC ${observed.mac ?? '(no such VF)'} for VF ${expected.vfIndex}, not ${expected.mac}`,
  );
}

export const vfMac = prover({
  kind: 'vf-mac',
  async read(evidence, _claim, expected) {
    const vf = (await evidence.host()).vfSettings(expected.pfName).get(expected.vfIndex);
    return {
      observed: { mac: vf?.mac ?? null },
      readFrom: `ip link show ${expected.pfName} vf ${expected.vfIndex}`,
    };
  },
  judge: judgeVfMac,
});
