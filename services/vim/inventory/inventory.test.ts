import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { parseCapabilities, parseDomainCapabilities } from './capabilities.ts';
import { parseHostFacts } from './host-facts.ts';
import { HOST_SCRIPT } from './host-script.ts';
import { chooseHousekeepingCpus } from './housekeeping.ts';
import { assertSuitable, missingOn } from './suitability.ts';

/** Two cells of two cores with two threads each; cell 1 is listed first and names no distance. */
const CAPABILITIES = `<capabilities><host><cpu><arch>x86_64</arch></cpu><iommu support='yes'/>
<topology><cells num='2'>
<cell id='1'><memory unit='KiB'>2578484</memory><cpus num='4'>
<cpu id='4' socket_id='1' die_id='1' core_id='0' siblings='4-5'/><cpu id='5' socket_id='1' die_id='1' core_id='0' siblings='4-5'/>
<cpu id='6' socket_id='1' die_id='1' core_id='1' siblings='6-7'/><cpu id='7' socket_id='1' die_id='1' core_id='1' siblings='6-7'/></cpus></cell>
<cell id='0'><memory unit='KiB'>2467324</memory><distances><sibling id='0' value='10'/><sibling id='1' value='21'/></distances><cpus num='4'>
<cpu id='0' socket_id='0' die_id='0' core_id='0' siblings='0,2'/><cpu id='1' socket_id='0' die_id='0' core_id='1' siblings='1,3'/>
<cpu id='2' socket_id='0' die_id='0' core_id='0' siblings='0,2'/><cpu id='3' socket_id='0' die_id='0' core_id='1' siblings='1,3'/></cpus></cell>
</cells></topology></host></capabilities>`;

const RECORDED = `@@ host\t/proc/sys/kernel
 hostname\tlabhost
 bootId\td0ec79a8-c629-46b9-96db-a6086f96de83
 kernel\t6.1.0-56-amd64
 kvm\tyes
@= 0
@@ programs\tPATH
@= 0
@@ libvirt-socket\t/run/libvirt/libvirt-sock
@= 0
@@ cpuset-control\t/sys/fs/cgroup/cgroup.subtree_control
@= 0
@@ pmd-threads\t/proc/*/task/*/status
 pmd-c03/id:8\t3
 pmd-c07/id:9\t7
@= 0
@@ pages\t/sys/devices/system/node
 0\t1048576\t0\t0
 0\t2048\t512\t320
 1\t2048\t512\t388
@= 0
@@ sriov\t/sys/class/net
 pf\tens1\t0000:41:00.0\t-1\tigb\t7
 pf\tens2\t0000:81:00.0\t1\tigb\t7
 vf\t0\t0000:81:10.0\t15\tigbvf
 vf\t1\t0000:81:10.2\t-\t-
@= 0
@@ ovs\tovs-vsctl list Open_vSwitch
 {"data":[["3.1.0",true,"DPDK 22.11.11",["map",[["dpdk-init","true"],["pmd-cpu-mask","0x88"]]]]],"headings":["ovs_version","dpdk_initialized","dpdk_version","other_config"]}
@= 0
@@ bridges\tovs-vsctl list-br
 br-nfv
@= 0
`;

describe('parseCapabilities', () => {
  it('orders cells and CPUs and fills in distances', () => {
    const { iommu, cells } = parseCapabilities(CAPABILITIES);
    expect(iommu).toBe(true);
    expect(cells.map((cell) => [cell.id, cell.memoryMiB, cell.distances])).toEqual([
      [0, 2409, [10, 21]],
      [1, 2518, [20, 10]],
    ]);
    expect(cells[0]?.cpus[2]).toEqual({ id: 2, socketId: 0, coreId: 0, siblings: [0, 2] });
  });

  it('refuses XML without cells', () => {
    expect(() => parseCapabilities('<capabilities><host/></capabilities>')).toThrow(/no NUMA cells/);
  });

  it('reads a machine of one cell with one CPU', () => {
    const { iommu, cells } = parseCapabilities(`<capabilities><host><topology><cells num='1'><cell id='0'>
      <memory unit='KiB'>1024</memory><cpus num='1'><cpu id='0' socket_id='0' core_id='0' siblings='0'/></cpus>
      </cell></cells></topology></host></capabilities>`);
    expect(iommu).toBe(false);
    expect(cells).toEqual([
      { id: 0, memoryMiB: 1, cpus: [{ id: 0, socketId: 0, coreId: 0, siblings: [0] }], distances: [10] },
    ]);
  });
});

describe('parseDomainCapabilities', () => {
  it('reads machine and CPU mode', () => {
    const xml = (supported: string) => `<domainCapabilities><machine>pc-q35-7.2</machine><cpu>
      <mode name='host-passthrough' supported='${supported}'/><mode name='maximum' supported='yes'/></cpu></domainCapabilities>`;
    expect(parseDomainCapabilities(xml('yes'))).toEqual({ machineType: 'pc-q35-7.2', hostPassthrough: true });
    expect(parseDomainCapabilities(xml('no')).hostPassthrough).toBe(false);
  });
});

describe('chooseHousekeepingCpus', () => {
  const { cells } = parseCapabilities(CAPABILITIES);
  it('takes the lowest core of each cell that polls nothing, with its threads', () => {
    expect(chooseHousekeepingCpus(cells, [])).toEqual([0, 2, 4, 5]);
    expect(chooseHousekeepingCpus(cells, [2, 7])).toEqual([1, 3, 4, 5]);
    expect(chooseHousekeepingCpus(cells, [4, 6])).toEqual([0, 2]);
  });
});

describe('parseHostFacts', () => {
  it('reads what the lab host printed', () => {
    const facts = parseHostFacts(RECORDED);
    expect(facts).toMatchObject({
      hostname: 'labhost',
      kernel: '6.1.0-56-amd64',
      kvmDevice: true,
      libvirtSocket: true,
    });
    expect(facts.hugePages[1]).toEqual({ cell: 0, sizeKiB: 2048, total: 512, free: 320 });
    expect(facts.pfs.map((pf) => [pf.name, pf.cell, pf.vfs.length])).toEqual([
      ['ens1', null, 0],
      ['ens2', 1, 2],
    ]);
    expect(facts.pfs[1]?.vfs[1]).toEqual({
      index: 1,
      address: '0000:81:10.2',
      iommuGroup: null,
      driver: null,
    });
    expect(facts.ovs).toEqual({
      version: '3.1.0',
      dpdkInitialized: true,
      dpdkVersion: 'DPDK 22.11.11',
      pmdCpus: [3, 7],
      bridges: ['br-nfv'],
    });
    expect(missingOn(facts)).toEqual([]);
  });

  it('finds PMD threads that run anywhere, and those that will', () => {
    const loose = parseHostFacts(RECORDED.replace('id:8\t3', 'id:8\t0-7'));
    expect(missingOn(loose)).toEqual([
      expect.stringMatching(/^PMD thread pmd-c03\/id:8 may run on CPUs 0-7: set AllowedCPUs=/),
    ]);
    const soon = parseHostFacts(RECORDED.replace('subtree_control\n@= 0', 'subtree_control\n@= 1'));
    expect(missingOn(soon)).toEqual([expect.stringMatching(/cpuset controller of cgroup v2 is off/)]);
  });

  it('reads what this very machine prints', () => {
    const facts = parseHostFacts(execFileSync('sh', ['-c', HOST_SCRIPT], { encoding: 'utf8' }));
    expect(facts.bootId).toMatch(/^[0-9a-f-]{36}$/);
    expect(facts.kernel).not.toBe('');
  });
});

describe('assertSuitable', () => {
  it('names everything that is missing at once', () => {
    const bare = RECORDED.replace('@@ programs\tPATH\n', '@@ programs\tPATH\n qemu-img\n ovs-ofctl\n')
      .replace('libvirt-sock\n@= 0', 'libvirt-sock\n@= 1')
      .replaceAll('\t512\t', '\t0\t')
      .replace(
        /(@@ ovs\t.*\n).*\n@= 0/,
        '$1 ovs-vsctl: unix:/var/run/openvswitch/db.sock: database connection failed\n@= 1',
      );
    const facts = parseHostFacts(bare);
    expect(() => assertSuitable('h1', facts)).toThrow(
      expect.objectContaining({ code: 'VIM_HOST_UNSUITABLE' }),
    );
    expect(missingOn(facts)).toEqual([
      'no qemu-img, ovs-ofctl on PATH: install qemu-utils, openvswitch-switch-dpdk',
      expect.stringContaining('libvirtd does not listen'),
      expect.stringContaining('db.sock: database connection failed'),
      expect.stringContaining('no huge pages'),
    ]);
  });

  it('tells a switch without DPDK from one without a PMD mask', () => {
    expect(missingOn(parseHostFacts(RECORDED.replace('"3.1.0",true', '"3.1.0",false')))).toEqual([
      expect.stringContaining('has no DPDK'),
    ]);
    expect(missingOn(parseHostFacts(RECORDED.replace(',["pmd-cpu-mask","0x88"]', '')))).toEqual([
      expect.stringContaining('pmd-cpu-mask'),
    ]);
  });
});
