import { judgement, prover } from '../claim.ts';
import type { Expected } from '../expected.ts';

export interface ObservedVfVlan {
  /** VLAN the PF inserts and strips; empty where the VF is untagged, null where there is no such VF. */
  readonly vlanIds: readonly number[] | null;
}

/** The PF reports exactly this VLAN for the VF, or none where none is promised. */
export function judgeVfVlan(expected: Expected<'vf-vlan'>, observed: ObservedVfVlan) {
  const name = (ids: readonly number[]) => (ids.length === 0 ? 'no VLAN' : `VLAN ${ids.join(', ')}`);
  const wanted = name(expected.vlanId === null ? [] : [expected.vlanId]);
  return judgement(
    observed.vlanIds === null && `${expected.pfName} has no VF ${expected.vfIndex}`,
    observed.vlanIds !== null &&
      name(observed.vlanIds) !== wanted &&
      `${expected.pfName} reports ${name(observed.vlanIds)} for VF ${expected.vfIndex}, not ${wanted}`,
  );
}

export const vfVlan = prover({
  kind: 'vf-vlan',
  async read(evidence, _claim, expected) {
    const vf = (await evidence.host()).vfSettings(expected.pfName).get(expected.vfIndex);
    return {
      observed: { vlanIds: vf?.vlanIds ?? null },
      readFrom: `ip link show ${expected.pfName} vf ${expected.vfIndex}`,
    };
  },
  judge: judgeVfVlan,
});
