/** Whether a host is still what it was when a plan was made, read from the host itself. */
import type { NsPlan } from '#nfvo/plan/model.ts';
import type { HostInventory } from '#vim/model.ts';

/** One sentence per thing the plan needs that the host no longer has; empty where it fits. */
export function planMisfits(plan: NsPlan, hostId: string, inventory: HostInventory): string[] {
  const vnfcs = plan.vnfs.flatMap((v) => v.vnfcs).filter((c) => c.hostId === hostId);
  const cells = new Map(inventory.cells.map((c) => [c.id, c]));
  const pmd = new Set(inventory.ovs.pmdCpus);
  const misfits: string[] = [];
  for (const vnfc of vnfcs) {
    const cell = cells.get(vnfc.cell);
    if (!cell) {
      misfits.push(`${vnfc.domainName}: cell ${vnfc.cell} is gone`);
      continue;
    }
    const cpus = new Set(cell.cpus.map((c) => c.id));
    for (const pin of vnfc.vcpuPins ?? []) {
      if (!cpus.has(pin)) misfits.push(`${vnfc.domainName}: CPU ${pin} is not on cell ${vnfc.cell}`);
      if (pmd.has(pin)) misfits.push(`${vnfc.domainName}: CPU ${pin} is a PMD CPU now`);
    }
    const pool = cell.hugePages.find((p) => p.sizeKiB === vnfc.pageSizeKiB);
    if (vnfc.pageSizeKiB !== null && (pool?.total ?? 0) < vnfc.pageCount) {
      misfits.push(
        `${vnfc.domainName}: cell ${vnfc.cell} has ${pool?.total ?? 0} pages of ${vnfc.pageSizeKiB} KiB`,
      );
    }
    for (const port of vnfc.ports) {
      if (port.kind !== 'sriov-vf') continue;
      const vf = inventory.pfs.find((p) => p.name === port.pfName)?.vfs.find((v) => v.index === port.vfIndex);
      if (vf?.address !== port.vfAddress) {
        misfits.push(`${vnfc.domainName}: VF ${port.vfIndex} of ${port.pfName} is not at ${port.vfAddress}`);
      }
    }
  }
  return misfits;
}
