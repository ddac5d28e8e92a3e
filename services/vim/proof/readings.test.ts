import { describe, expect, it } from 'vitest';
import { parseSections } from '../host/sections.ts';
import { hostReading } from './host-reading.ts';
import { openBaseImage } from './image-reading.ts';
import { parseNumaMapsLine, parseVnfcReading } from './vnfc-reading.ts';

const section = (name: string, where: string, ...lines: string[]) =>
  [`@@ ${name}\t${where}`, ...lines.map((line) => ` ${line}`), '@= 0'].join('\n');

const xml = `<domain><devices>
  <disk type='file' device='cdrom'><source file='/seed.iso'/></disk>
  <disk type='file' device='disk'><source file='/d/top.qcow2'/>
    <backingStore type='file'><source file='/i/base.qcow2'/><backingStore/></backingStore></disk>
  <interface type='vhostuser'><mac address='52:54:00:AA:00:01'/><source type='unix' path='/s/vhu0' mode='server'/></interface>
  <interface type='hostdev'><mac address='52:54:00:aa:00:02'/><source><address bus='0x81'/></source></interface>
</devices></domain>`;

const vnfc = (fdLinks: string[]) =>
  parseVnfcReading(
    parseSections(
      [
        section('pid', 'pid file', '841'),
        section('threads', '/proc/841/task/*/status', '841\tqemu-system-x86\t0,4', '858\tCPU 0/KVM\t6'),
        section(
          'maps',
          '/proc/841/maps',
          '7f8da3e00000-7f8db3e00000 rw-s 00000000 00:0f 16293   /memfd:memory-backend-memfd (deleted)',
        ),
        section(
          'numa-maps',
          '/proc/841/numa_maps',
          '7f8da3e00000 bind:1 file=/memfd:memory-backend-memfd\\040(deleted) huge dirty=128 mapmax=3 N1=128 kernelpagesize_kB=2048',
        ),
        section('fd-links', '/proc/841/fd', ...fdLinks),
        section('fd-files', '/proc/841/fd', '14\t65024:77\t4194304'),
        section('xml', 'virsh dumpxml', ...xml.split('\n')),
      ].join('\n'),
    ),
  );

describe('a VNFC’s reading', () => {
  it('takes threads, RAM and devices apart', () => {
    const reading = vnfc(['14\t/i/base.qcow2', '34\t/dev/vfio/18']);
    expect(reading.threads).toContainEqual({ tid: 858, name: 'CPU 0/KVM', cpus: [6] });
    expect(reading.ram).toEqual([{ sizeKiB: 262_144, inode: '00:0f:16293@00000000' }]);
    expect(reading.ramPages).toEqual([
      { policy: 'bind:1', huge: true, pageSizeKiB: 2048, cells: { 1: 128 } },
    ]);
    expect(reading.interfaces).toEqual([
      { mac: '52:54:00:aa:00:01', socketPath: '/s/vhu0' },
      { mac: '52:54:00:aa:00:02', socketPath: null },
    ]);
    expect(reading.where('threads')).toBe('/proc/841/task/*/status');
  });

  it('finds the bottom of the disk’s backing chain among the open files', () => {
    expect(openBaseImage(vnfc(['14\t/i/base.qcow2']))).toMatchObject({ fd: 14, sizeBytes: 4_194_304 });
  });

  it('finds it also after it was replaced', () => {
    expect(openBaseImage(vnfc(['14\t/i/base.qcow2 (deleted)'])).path).toBe('/i/base.qcow2 (deleted)');
  });

  it('does not take another file for it', () => {
    expect(() => openBaseImage(vnfc(['14\t/i/other.qcow2']))).toThrow(
      'QEMU 841 does not have /i/base.qcow2 open',
    );
  });

  it('reads small pages spread over cells', () => {
    const line = '7f00 interleave:0-1 file=/memfd:x dirty=4 N0=1 N1=3 kernelpagesize_kB=4';
    expect(parseNumaMapsLine(line)).toEqual({
      policy: 'interleave:0-1',
      huge: false,
      pageSizeKiB: 4,
      cells: { 0: 1, 1: 3 },
    });
  });
});

describe('a host’s reading', () => {
  const links = [
    {
      vfinfo_list: [
        { vf: 3, address: '52:54:00:AA:00:02', vlan_list: [{ vlan: 130 }] },
        { vf: 4, address: '00:00:00:00:00:00', vlan_list: [{}] },
      ],
    },
  ];
  const rows = {
    headings: ['name', 'type', 'options', 'status', 'ofport', 'error', 'link_state'],
    data: [
      [
        'vhu0',
        'dpdkvhostuserclient',
        ['map', [['vhost-server-path', '/s/vhu0']]],
        ['map', [['numa', '1']]],
        4,
        ['set', []],
        'up',
      ],
    ],
  };
  const host = hostReading(
    parseSections(
      [
        section('vcpu-threads', '/proc', '841\t858\tCPU 0/KVM\t6'),
        section('pmd-mask', 'OVSDB', '"0x88"'),
        section('interfaces', 'OVSDB Interface', JSON.stringify(rows)),
        section('sockets', '/proc/net/unix', '00010000\t01\t16223\t/s/vhu0', '00000000\t03\t16224\t/s/vhu0'),
        section(
          'cell-cpus',
          '/sys',
          '/sys/devices/system/node/node0/cpulist:0-3',
          '/sys/devices/system/node/node1/cpulist:4-7',
        ),
        section('pools', '/sys', '/sys/devices/system/node/node1/hugepages/hugepages-2048kB\t512\t320'),
        section('pf ens2', 'ip link', JSON.stringify(links)),
        section('functions ens2', '/sys', '3\t0000:81:10.6'),
        section(
          'vf 0000:81:10.6',
          '/sys',
          'numaNode\t1',
          'driver\tvfio-pci',
          'iommu_group\t18',
          'physfn\t0000:81:00.0',
        ),
      ].join('\n'),
    ),
  );

  it('reads the switch’s rows', () => {
    expect(host.interfaceRow('vhu0')).toEqual({
      name: 'vhu0',
      type: 'dpdkvhostuserclient',
      options: { 'vhost-server-path': '/s/vhu0' },
      status: { numa: '1' },
      ofport: 4,
      error: null,
    });
    expect(host.interfaceRow('vhu1')).toBeUndefined();
    expect(host.pmdMask()).toEqual([3, 7]);
  });

  it('reads what a PF says about its VFs', () => {
    expect(host.vfSettings('ens2').get(3)).toEqual({ mac: '52:54:00:aa:00:02', vlanIds: [130] });
    expect(host.vfSettings('ens2').get(4)?.vlanIds).toEqual([]);
    expect(host.vfAddresses('ens2').get(3)).toBe('0000:81:10.6');
    expect(host.vfDevice('0000:81:10.6')).toEqual({ numaNode: 1, driver: 'vfio-pci', iommuGroup: '18' });
  });

  it('tells listening from connected sockets', () => {
    expect(host.sockets().map(({ state }) => state)).toEqual(['listening', 'connected']);
  });

  it('reads CPUs by cell', () => {
    expect(host.cellCpus().get(1)).toEqual([4, 5, 6, 7]);
  });

  it('reads page pools by cell', () => {
    expect(host.pools()).toEqual([{ cell: 1, sizeKiB: 2048, total: 512, free: 320 }]);
  });

  it('fails for a PF nobody read', () => {
    expect(() => host.vfSettings('ens9')).toThrow('no reading "pf ens9"');
  });
});
