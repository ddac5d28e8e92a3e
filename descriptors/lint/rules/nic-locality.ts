import type { Vnfd } from '../../schema/vnfd.ts';
import type { Report, Rule } from '../rule.ts';

export const nicLocality: Rule = {
  code: 'NFV-D044',
  severity: 'error',
  title: "A NIC must be local to the VM's NUMA cell, and the VM is bound to none.",
  remedy:
    'Set numa_enabled: true on the VDU, or drop pciDeviceLocalToNumaNode; it means something for SR-IOV ports only.',
};

/** pciDeviceLocalToNumaNode `required` needs a VM with its memory on one cell, and a port that is a PCI device. */
export function checkNicLocality(vnfd: Vnfd, report: Report): void {
  const vdus = new Map(vnfd.vdus.map((v) => [v.vduId, v]));
  for (const cp of vnfd.vduCps) {
    if (cp.pciDeviceLocalToNumaNode !== 'required') continue;
    const place = cp.numaSource ?? cp.source;
    if (cp.interfaceKind !== 'sriov-vf') {
      report(nicLocality, place, `${cp.cpdId} is a virtio port, which is no PCI device of the host`);
      continue;
    }
    const vdu = vdus.get(cp.vduId);
    if (vdu !== undefined && !vdu.virtualMemory.numaEnabled)
      report(
        nicLocality,
        place,
        `${cp.cpdId} must be local to the cell of ${cp.vduId}, which has no numa_enabled`,
      );
  }
}
