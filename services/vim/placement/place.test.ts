// Imports beyond the stage: the host facts of #test/fixtures.
import { describe, expect, it } from 'vitest';
import { labHost, labShape, makeHost, nothingAllocated } from '#test/fixtures/compute-host.ts';
import type { PlacementRequest, PlacementResult, VnfcDemand, VnfcPlacement } from './model.ts';
import { place } from './place.ts';

const vnfc = (key: string, rest: Partial<VnfcDemand> = {}): VnfcDemand => ({
  key,
  label: key,
  vcpuCount: 1,
  dedicated: true,
  memoryMiB: 256,
  pageSizeKiB: 2048,
  strictNuma: true,
  vfs: [],
  vhostUserPorts: 0,
  ...rest,
});

const request = (vnfcs: VnfcDemand[], rest: Partial<PlacementRequest> = {}): PlacementRequest => ({
  vnfcs,
  sameHost: [],
  fixedHosts: [],
  ...rest,
});

function placed(result: PlacementResult): readonly VnfcPlacement[] {
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.hosts));
  return result.vnfcs;
}

function refusal(result: PlacementResult): Record<string, readonly string[]> {
  if (result.kind === 'placed') throw new Error('expected a refusal');
  return Object.fromEntries(result.hosts.map((h) => [h.hostId, h.reasons]));
}

const mgmtVf = { key: 'mgmt', physicalNetwork: 'physnet-mgmt', numaLocal: true };

describe('placement on the lab host', () => {
  const service = request([
    vnfc('monitor', { vfs: [mgmtVf], vhostUserPorts: 2 }),
    vnfc('firewall', { vhostUserPorts: 2 }),
  ]);

  it('lets the NIC decide the cell of a VNFC with a local VF', () => {
    const [monitor, firewall] = placed(place(service, [labHost()]));
    expect(monitor).toMatchObject({ cell: 1, vcpuPins: [5], emulatorCpus: [4], pageCount: 128 });
    expect(monitor?.vfs).toEqual([{ key: 'mgmt', pfName: 'ens2', vfIndex: 0, vfAddress: '0000:81:10.0' }]);
    // Both cells have VFs, but only cell 1 reaches physnet-mgmt, so it is spared for those who need that.
    expect(firewall).toMatchObject({ cell: 0, vcpuPins: [1], emulatorCpus: [0] });
  });

  it('fills a cell tightly where nothing speaks against it', () => {
    const [a, b] = placed(place(request([vnfc('a'), vnfc('b')]), [labHost('h', { physicalNetworks: {} })]));
    expect(a?.cell).toBe(b?.cell);
  });

  it('keeps a VNFC without VFs off the only cell that has some', () => {
    const pfs = labShape.pfs.filter((pf) => pf.name === 'ens2');
    const host = makeHost('h', { ...labShape, pfs });
    const [firewall] = placed(place(request([vnfc('firewall', { vhostUserPorts: 2 })]), [host]));
    expect(firewall?.cell).toBe(0);
  });

  it('never gives housekeeping or PMD CPUs away', () => {
    const all = placed(place(request(['a', 'b', 'c', 'd'].map((k) => vnfc(k))), [labHost()]));
    expect(all.flatMap((p) => p.vcpuPins ?? []).sort()).toEqual([1, 2, 5, 6]);
  });

  it('says per cell what is missing', () => {
    const reasons = refusal(place(request([vnfc('big', { vcpuCount: 5 })]), [labHost()]));
    expect(reasons.lab1).toEqual([
      'cell 0: 3 cores short (wants 5, has 2 free of 2)',
      'cell 1: 3 cores short (wants 5, has 2 free of 2)',
    ]);
  });

  it('says where the VFs are missing', () => {
    const vfs = ['0000:81:10.0', '0000:81:10.2', '0000:81:10.4', '0000:81:10.6'];
    const host = labHost('lab1', { allocated: { ...nothingAllocated, vfs } });
    expect(refusal(place(request([vnfc('m', { vfs: [mgmtVf] })]), [host])).lab1).toEqual([
      'cell 0: no free VF of physnet-mgmt on cell 0',
      'cell 1: no free VF of physnet-mgmt on cell 1 (all 4 are taken)',
    ]);
    const unmapped = labHost('lab1', { physicalNetworks: {} });
    expect(refusal(place(request([vnfc('m', { vfs: [mgmtVf] })]), [unmapped])).lab1).toEqual([
      'no PF is mapped to physical network physnet-mgmt',
    ]);
  });

  it('counts pages by the ledger and by the kernel, whichever leaves less', () => {
    const held = (pages: number, capacity?: number) =>
      labHost('lab1', {
        allocated: {
          ...nothingAllocated,
          hugePages: [0, 1].map((cell) => ({ cell, sizeKiB: 2048, pages, capacity })),
        },
      });
    const big = request([vnfc('big', { memoryMiB: 512 })]);
    expect(place(big, [held(0)]).kind).toBe('placed');
    expect(place(big, [held(200)]).kind).toBe('placed');
    expect(refusal(place(big, [held(200, 420)])).lab1?.[0]).toBe(
      'cell 0: 36 pages of 2 MiB short (wants 256, has 220 free of 512)',
    );
    expect(place(request([vnfc('huge', { memoryMiB: 900 })]), [held(0)]).kind).toBe('refused');
  });

  it('counts memory without huge pages too', () => {
    const small = (memoryMiB: number) => request([vnfc('s', { pageSizeKiB: null, memoryMiB })]);
    expect(place(small(1024), [labHost()]).kind).toBe('placed');
    expect(refusal(place(small(1025), [labHost()])).lab1?.[0]).toBe(
      'cell 0: 1 MiB of memory short (wants 1025, has 1024 free of 1024)',
    );
  });

  it('refuses a whole service when one of its VNFCs finds no place, and names what is wanted together', () => {
    const five = ['a', 'b', 'c', 'd', 'e'].map((k) => vnfc(k, { memoryMiB: 64 }));
    const keys = five.map((v) => v.key);
    const result = place(request(five, { sameHost: [{ keys, because: 'path p' }] }), [labHost()]);
    expect(refusal(result).lab1?.[0]).toMatch(
      /each VNFC fits alone, but not all together: a, b, c, d, e want 5 dedicated CPUs/,
    );
  });

  it('uses only the host a SAP fixes', () => {
    const hosts = [labHost('a'), labHost('b')];
    const fixed = { keys: ['x'], hostId: 'b', because: 'SAP client is attached there' };
    expect(placed(place(request([vnfc('x')], { fixedHosts: [fixed] }), hosts))[0]?.hostId).toBe('b');
    const big = request([vnfc('x', { vcpuCount: 9 })], { fixedHosts: [fixed] });
    expect(refusal(place(big, hosts)).a).toEqual([
      'not considered: SAP client is attached there, on another host',
    ]);
    const down = [labHost('a'), labHost('b', { reachable: false })];
    expect(refusal(place(request([], { fixedHosts: [{ ...fixed, keys: [] }] }), down)).b).toEqual([
      'the host is not reachable, and SAP client is attached there',
    ]);
  });

  it('prefers a cell whose vhost-user ports a PMD polls', () => {
    const [cell0, cell1] = labShape.cells;
    if (cell0 === undefined || cell1 === undefined) throw new Error('the lab has two cells');
    const host = makeHost('h', { cells: [{ ...cell0, pmdCores: 0 }, cell1], pfs: [] });
    const [v] = placed(place(request([vnfc('v', { vhostUserPorts: 2 })]), [host]));
    expect(v?.cell).toBe(1);
  });

  it('takes no VF that shares its IOMMU group, and none without an IOMMU', () => {
    const host = labHost();
    const pfs = host.inventory.pfs.map((pf) => ({
      ...pf,
      vfs: pf.vfs.map((vf) => ({ ...vf, iommuGroup: 7 })),
    }));
    const wanted = request([vnfc('m', { vfs: [mgmtVf] })]);
    expect(place(wanted, [{ ...host, inventory: { ...host.inventory, pfs } }]).kind).toBe('refused');
    const off = { ...host, inventory: { ...host.inventory, iommu: false } };
    expect(refusal(place(wanted, [off])).lab1).toEqual(['the IOMMU is off, so no VF can be given to a VM']);
  });
});

describe('thread policies on a host with SMT', () => {
  const cell = { ...labShape.cells[0], cores: 6, smt: 2, memoryMiB: 8192, pmdCores: 1, housekeepingCores: 1 };
  const smtHost = (rest = {}) =>
    makeHost('smt', { cells: [{ ...cell, hugePages: labShape.cells[0]?.hugePages ?? [] }], pfs: [] }, rest);
  const one = (rest: Partial<VnfcDemand>, host = smtHost()) =>
    placed(place(request([vnfc('v', { memoryMiB: 64, ...rest })]), [host]))[0];

  it('isolate takes one thread per core and reserves the others', () => {
    expect(one({ vcpuCount: 2, threadPolicy: 'isolate' })).toMatchObject({
      vcpuPins: [2, 4],
      siblingCpus: [3, 5],
    });
  });

  it('require takes whole cores and leaves an odd thread empty', () => {
    expect(one({ vcpuCount: 3, threadPolicy: 'require' })).toMatchObject({
      vcpuPins: [2, 3, 4],
      siblingCpus: [5],
    });
  });

  it('prefer puts an odd vCPU on a core that is half used already', () => {
    const host = smtHost({ allocated: { ...nothingAllocated, cpus: [4] } });
    expect(one({ vcpuCount: 3 }, host)).toMatchObject({ vcpuPins: [2, 3, 5], siblingCpus: [] });
  });

  it('shared vCPUs join CPUs that are shared already and stay off dedicated ones', () => {
    const allocated = { ...nothingAllocated, cpus: [2, 3], sharedCpus: [{ cpu: 6, vcpus: 3 }] };
    expect(one({ vcpuCount: 2, dedicated: false }, smtHost({ allocated }))).toMatchObject({
      vcpuPins: null,
      sharedCpus: [6, 7],
    });
    const full = { ...nothingAllocated, sharedCpus: [6, 7].map((cpu) => ({ cpu, vcpus: 4 })) };
    expect(one({ vcpuCount: 1, dedicated: false }, smtHost({ allocated: full }))?.sharedCpus).toEqual([2]);
    expect(one({ vcpuCount: 6 }, smtHost({ allocated: full }))?.vcpuPins).toEqual([2, 3, 4, 5, 8, 9]);
  });
});
