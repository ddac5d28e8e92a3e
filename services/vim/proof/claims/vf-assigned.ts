import { judgement, prover } from '../claim.ts';
import type { Expected } from '../expected.ts';

export interface ObservedVf {
  /** PCI address of the PF's VF with that index; null where the PF has none. */
  readonly address: string | null;
  readonly driver: string | null;
  readonly iommuGroup: string | null;
  /** VFIO groups this guest's QEMU holds open. */
  readonly heldGroups: readonly string[];
  readonly mac: string | null;
}

/** The very VF is behind vfio-pci and its IOMMU group is held by this guest, with the promised MAC. */
export function judgeVfAssigned(expected: Expected<'vf-assigned'>, observed: ObservedVf) {
  return judgement(
    observed.address !== expected.vfAddress &&
      `VF ${expected.vfIndex} of ${expected.pfName} is at ${observed.address ?? 'no address'}, not ${expected.vfAddress}`,
    observed.driver !== 'vfio-pci' && `the VF is bound to ${observed.driver ?? 'no driver'}, not vfio-pci`,
    (observed.iommuGroup === null || !observed.heldGroups.includes(observed.iommuGroup)) &&
      `QEMU does not hold the VF's IOMMU group ${observed.iommuGroup ?? '(none)'} open`,
    observed.mac !== expected.mac &&
      `the PF reports MAC ${observed.mac ?? '(none)'} for the VF, not ${expected.mac}`,
  );
}

export const vfAssigned = prover({
  kind: 'vf-assigned',
  async read(evidence, claim, expected) {
    const [vnfc, host] = await Promise.all([evidence.vnfc(claim), evidence.host()]);
    const device = host.vfDevice(expected.vfAddress);
    return {
      observed: {
        address: host.vfAddresses(expected.pfName).get(expected.vfIndex) ?? null,
        driver: device.driver,
        iommuGroup: device.iommuGroup,
        heldGroups: vnfc.links.flatMap(({ target }) => /^\/dev\/vfio\/(\d+)$/.exec(target)?.[1] ?? []),
        mac: host.vfSettings(expected.pfName).get(expected.vfIndex)?.mac ?? null,
      },
      readFrom: `/sys/bus/pci/devices/${expected.vfAddress}, ${vnfc.where('fd-links')}, ip link show ${expected.pfName}`,
    };
  },
  judge: judgeVfAssigned,
});
