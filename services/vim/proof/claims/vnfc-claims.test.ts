import { describe, expect, it } from 'vitest';
import { judgeEmulatorPlacement } from './emulator-placement.ts';
import { judgeHugePages } from './huge-pages.ts';
import { judgeImageChecksum } from './image-checksum.ts';
import { judgeMemorySize } from './memory-size.ts';
import { judgeNumaCell, ramPlacement } from './numa-cell.ts';
import { judgeVcpuCount, vcpuThreads } from './vcpu-count.ts';
import { judgeVcpuPinning } from './vcpu-pinning.ts';

const held = { verdict: 'holds', reason: '' };
const broken = (reason: string) => ({ verdict: 'broken', reason });

describe('image-checksum', () => {
  const image = { sha256: 'a'.repeat(64), path: '/images/a.qcow2', sizeBytes: 1 };

  it('holds for the promised bytes', () => {
    expect(judgeImageChecksum({ sha256: 'a'.repeat(64) }, image)).toEqual(held);
  });

  it('names both sums where the bytes differ', () => {
    expect(judgeImageChecksum({ sha256: 'b'.repeat(64) }, image)).toEqual(
      broken(`the base image has SHA-256 ${'a'.repeat(64)}, not ${'b'.repeat(64)}`),
    );
  });

  it('does not hold for a file that was replaced while the guest runs', () => {
    const replaced = { ...image, path: '/images/a.qcow2 (deleted)' };
    expect(judgeImageChecksum({ sha256: 'a'.repeat(64) }, replaced).reason).toContain(
      'replaced under the running guest',
    );
  });
});

describe('vcpu-count', () => {
  const thread = (name: string) => ({ tid: 1, name, cpus: [1] });

  it('counts vCPU threads only, in vCPU order', () => {
    const threads = ['qemu-system-x86', 'CPU 10/KVM', 'IO mon_iothread', 'CPU 2/KVM', 'CPU 0/TCG'].map(
      thread,
    );
    expect(vcpuThreads({ threads }).map(({ name }) => name)).toEqual([
      'CPU 0/TCG',
      'CPU 2/KVM',
      'CPU 10/KVM',
    ]);
  });

  it('says how many there are', () => {
    expect(judgeVcpuCount({ count: 2 }, { count: 1, threads: ['CPU 0/KVM'] })).toEqual(
      broken('QEMU runs 1 vCPU threads, not 2'),
    );
    expect(judgeVcpuCount({ count: 1 }, { count: 1, threads: ['CPU 0/KVM'] })).toEqual(held);
  });
});

describe('vcpu-pinning', () => {
  const pinned = { affinities: ['5', '6'], intruders: [], pmdMask: '3,7' };

  it('holds for exact pins nobody shares', () => {
    expect(judgeVcpuPinning({ pins: [5, 6] }, pinned)).toEqual(held);
  });

  it('names the vCPU that left its CPU, also where it may merely leave it', () => {
    expect(judgeVcpuPinning({ pins: [5, 6] }, { ...pinned, affinities: ['5', '0-7'] })).toEqual(
      broken('vCPU 1 may run on CPU 0-7, not on 6 only'),
    );
  });

  it('minds the order of the pins', () => {
    expect(judgeVcpuPinning({ pins: [6, 5] }, pinned).verdict).toBe('broken');
  });

  it('does not hold where another thread may run there', () => {
    const intruders = [{ thread: 'thread pmd-c03/id:8 of process 539', cpus: '5' }];
    expect(judgeVcpuPinning({ pins: [5, 6] }, { ...pinned, intruders })).toEqual(
      broken('thread pmd-c03/id:8 of process 539 may run on CPU 5 too'),
    );
  });

  it('does not hold where the switch is configured to poll there', () => {
    expect(judgeVcpuPinning({ pins: [5, 6] }, { ...pinned, pmdMask: '3,5-7' })).toEqual(
      broken('pmd-cpu-mask names CPU 5-6'),
    );
  });

  it('does not hold for a missing vCPU', () => {
    expect(judgeVcpuPinning({ pins: [5, 6] }, { ...pinned, affinities: ['5'] })).toEqual(
      broken('QEMU runs 1 vCPU threads, not 2'),
    );
  });
});

describe('emulator-placement', () => {
  it('holds where the main thread has exactly the CPUs and the others a part of them', () => {
    const observed = { mainThread: '0,4', threads: [{ name: 'call_rcu', cpus: '4' }] };
    expect(judgeEmulatorPlacement({ cpus: [4, 0] }, observed)).toEqual(held);
  });

  it('names main thread and stray threads', () => {
    const observed = { mainThread: '5', threads: [{ name: 'IO mon_iothread', cpus: '4-5' }] };
    expect(judgeEmulatorPlacement({ cpus: [4] }, observed)).toEqual(
      broken(
        'the main thread may run on CPU 5, not on 4; thread IO mon_iothread may run on CPU 4-5, outside 4',
      ),
    );
  });
});

describe('memory-size', () => {
  it('compares what is mapped', () => {
    expect(judgeMemorySize({ memoryMiB: 256 }, { memoryMiB: 256 })).toEqual(held);
    expect(judgeMemorySize({ memoryMiB: 512 }, { memoryMiB: 256 })).toEqual(
      broken('guest RAM is 256 MiB, not 512 MiB'),
    );
  });
});

describe('numa-cell', () => {
  const ram = (policy: string, cells: Record<number, number>) => ({
    ...ramPlacement({ ramPages: [{ policy, huge: true, pageSizeKiB: 2048, cells }] }),
    strayVcpus: [],
  });

  it('holds for a strict binding with all pages there', () => {
    expect(judgeNumaCell({ cell: 1 }, ram('bind:1', { 1: 128 }))).toEqual(held);
  });

  it('tells how much is elsewhere', () => {
    expect(judgeNumaCell({ cell: 1 }, ram('prefer:1', { 0: 8, 1: 120 }))).toEqual(
      broken('the memory policy is prefer:1, not bind:1; 16 MiB are on cell 0, not on cell 1'),
    );
  });

  it('does not hold for a guest without shared RAM', () => {
    const none = { ...ramPlacement({ ramPages: [] }), strayVcpus: [] };
    expect(judgeNumaCell({ cell: 1 }, none)).toEqual(broken('QEMU maps no shared guest RAM'));
  });

  it('does not hold where nothing is present yet', () => {
    expect(judgeNumaCell({ cell: 1 }, ram('bind:1', {}))).toEqual(broken('no page of guest RAM is present'));
  });

  it('names a vCPU that may run on another cell', () => {
    const stray = { ...ram('bind:1', { 1: 128 }), strayVcpus: [{ thread: 'CPU 0/KVM', cpus: '0-2' }] };
    expect(judgeNumaCell({ cell: 1 }, stray)).toEqual(broken('CPU 0/KVM may run on CPU 0-2, outside cell 1'));
  });
});

describe('huge-pages', () => {
  const expected = { pageSizeKiB: 2048, count: 128, cell: 1 };
  const observed = {
    pages: [{ pageSizeKiB: 2048, cell: 1, count: 128 }],
    smallPagesMiB: 0,
    givenOutOnCell: 192,
  };

  it('holds for exactly these pages', () => {
    expect(judgeHugePages(expected, observed)).toEqual(held);
  });

  it('names pages of another cell or size', () => {
    const pages = [
      { pageSizeKiB: 2048, cell: 1, count: 100 },
      { pageSizeKiB: 2048, cell: 0, count: 28 },
    ];
    expect(judgeHugePages(expected, { ...observed, pages })).toEqual(
      broken('100 huge pages of 2048 KiB are on cell 1, not 128; 28 pages of 2048 KiB are on cell 0'),
    );
  });

  it('does not hold on small pages', () => {
    expect(judgeHugePages(expected, { pages: [], smallPagesMiB: 256, givenOutOnCell: 64 }).reason).toBe(
      '0 huge pages of 2048 KiB are on cell 1, not 128; 256 MiB of guest RAM are on small pages',
    );
  });

  it('does not believe the process where the pool disagrees', () => {
    expect(judgeHugePages(expected, { ...observed, givenOutOnCell: 64 }).reason).toBe(
      'the pool of cell 1 has given out only 64 pages of that size',
    );
  });
});
