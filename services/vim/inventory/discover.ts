/** What a compute host is, read from the host itself in few round trips. */
import { NetwrightError } from '#kernel/errors.ts';
import { withHostLibvirt } from '../compute/libvirt/connection.ts';
import { readCapabilities, readDomainCapabilities, readVersions } from '../compute/libvirt/node.ts';
import { vimErrors } from '../errors.ts';
import type { HostConnection } from '../host/connection.ts';
import type { HostInventory } from '../model.ts';
import { parseCapabilities, parseDomainCapabilities } from './capabilities.ts';
import { parseHostFacts } from './host-facts.ts';
import { HOST_SCRIPT } from './host-script.ts';
import { chooseHousekeepingCpus } from './housekeeping.ts';
import { assertSuitable } from './suitability.ts';

/**
 * Reads a host: one script for kernel, huge pages, SR-IOV and Open vSwitch, then libvirt's capabilities. Changes
 * nothing. Throws VIM_HOST_UNSUITABLE with everything that is missing, or the connection's errors.
 */
export async function discoverHost(host: HostConnection): Promise<HostInventory> {
  const facts = parseHostFacts((await host.script(HOST_SCRIPT)).stdout);
  assertSuitable(host.hostId, facts);
  return withHostLibvirt(host, async (libvirt) => {
    const versions = await readVersions(libvirt);
    const capabilities = parseCapabilities(await readCapabilities(libvirt));
    const kvm = facts.kvmDevice ? await readDomainCapabilities(libvirt, 'kvm') : null;
    const offered = kvm ?? (await readDomainCapabilities(libvirt, 'qemu'));
    if (offered === null || facts.ovs === null) {
      throw new NetwrightError(
        vimErrors.VIM_HOST_UNSUITABLE,
        `${facts.hostname}: libvirt offers no x86_64 q35 machine: install qemu-system-x86`,
        { facts: { hostId: host.hostId } },
      );
    }
    return {
      hostname: facts.hostname,
      bootId: facts.bootId,
      kernel: facts.kernel,
      virtType: kvm === null ? 'qemu' : 'kvm',
      ...versions,
      machineType: parseDomainCapabilities(offered).machineType,
      iommu: capabilities.iommu,
      cells: capabilities.cells.map((cell) => ({
        ...cell,
        hugePages: facts.hugePages
          .filter((pool) => pool.cell === cell.id && pool.total > 0)
          .map(({ sizeKiB, total, free }) => ({ sizeKiB, total, free })),
      })),
      pfs: facts.pfs,
      ovs: facts.ovs,
      housekeepingCpus: chooseHousekeepingCpus(capabilities.cells, facts.ovs.pmdCpus),
    };
  });
}
