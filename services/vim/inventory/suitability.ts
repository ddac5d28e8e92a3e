import { NetwrightError } from '#kernel/errors.ts';
import { vimErrors } from '../errors.ts';
import type { HostFacts } from './host-facts.ts';
import { NEEDED_PROGRAMS } from './host-script.ts';

/**
 * What a host lacks to be a compute host, one sentence each with what to do. Missing KVM is no lack (guests are then
 * emulated), nor are missing SR-IOV NICs or an IOMMU (plans that ask for them are refused for that host).
 */
export function missingOn(facts: HostFacts): readonly string[] {
  const missing: string[] = [];
  const packages = [...new Set(facts.missingPrograms.map((program) => NEEDED_PROGRAMS[program] ?? program))];
  if (packages.length > 0)
    missing.push(`no ${facts.missingPrograms.join(', ')} on PATH: install ${packages.join(', ')}`);
  if (!facts.libvirtSocket)
    missing.push(
      'libvirtd does not listen on /run/libvirt/libvirt-sock: install libvirt-daemon-system or start libvirtd.socket',
    );
  if (facts.ovs === null) {
    missing.push(
      `Open vSwitch's database does not answer: start openvswitch-switch (${facts.ovsProblem || 'no reason given'})`,
    );
  } else if (!facts.ovs.dpdkInitialized) {
    missing.push('Open vSwitch has no DPDK: select ovs-vswitchd-dpdk and set other_config:dpdk-init=true');
  } else if (facts.ovs.pmdCpus.length === 0) {
    missing.push('Open vSwitch polls on CPUs of its own choice: set other_config:pmd-cpu-mask');
  }
  const loose = facts.pmdThreads.filter((thread) => !/^\d+$/.test(thread.cpus));
  if (loose.length > 0)
    missing.push(
      `${loose.map((thread) => `PMD thread ${thread.name} may run on CPUs ${thread.cpus}`).join(', ')}: ` +
        'set AllowedCPUs= on ovs-vswitchd.service and restart it (docs/operations/compute-host.md)',
    );
  else if (!facts.cpusetControl)
    missing.push(
      'libvirt’s first domain would let PMD threads run on any CPU, as the cpuset controller of cgroup v2 is off: ' +
        'set AllowedCPUs= on ovs-vswitchd.service and restart it (docs/operations/compute-host.md)',
    );
  if (!facts.hugePages.some((pool) => pool.total > 0))
    missing.push(
      'there are no huge pages: reserve some on each cell (vm.nr_hugepages or hugepages= at boot)',
    );
  return missing;
}

/** Throws VIM_HOST_UNSUITABLE naming everything that is missing, all at once. */
export function assertSuitable(hostId: string, facts: HostFacts): void {
  const missing = missingOn(facts);
  if (missing.length === 0) return;
  throw new NetwrightError(
    vimErrors.VIM_HOST_UNSUITABLE,
    `${facts.hostname || hostId}: ${missing.join('; ')}`,
    {
      facts: { hostId, missing },
    },
  );
}
