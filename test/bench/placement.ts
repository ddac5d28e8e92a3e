/**
 * How long placement takes: figures only, no assertions. Run: `node test/bench/placement.ts [hosts]`.
 * Hosts and their load come from a seeded generator, so runs can be compared.
 */
import { makeHost } from '#test/fixtures/compute-host.ts';
import type { HostState, PlacementRequest, VnfcDemand } from '#vim/placement/model.ts';
import { place } from '#vim/placement/place.ts';

/** Mulberry32: small, seeded, good enough for load. */
function randomSource(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Two cells, 24 cores with SMT each, 64 GiB of 2 MiB pages, two PFs with 16 VFs; `load` of it taken. */
function randomHost(id: string, load: number, random: () => number): HostState {
  const cell = {
    cores: 24,
    smt: 2,
    memoryMiB: 131_072,
    hugePages: [{ sizeKiB: 2048, total: 32_768, free: Math.round(32_768 * (1 - load * random())) }],
    pmdCores: 2,
    housekeepingCores: 2,
  };
  const pfs = [0, 1].map((c) => ({ name: `ens${c + 1}`, cell: c, vfs: 16 }));
  const host = makeHost(id, { cells: [cell, cell], pfs });
  const cpus = host.inventory.cells.flatMap((c) => c.cpus.map((cpu) => cpu.id));
  const vfs = host.inventory.pfs.flatMap((pf) => pf.vfs.map((vf) => vf.address));
  return {
    ...host,
    physicalNetworks: { ran: ['ens1', 'ens2'], mgmt: ['ens2'] },
    allocated: {
      cpus: cpus.filter(() => random() < load),
      sharedCpus: [],
      vfs: vfs.filter(() => random() < load),
      hugePages: [],
      memory: [],
    },
  };
}

const shapes: readonly Omit<VnfcDemand, 'key' | 'label'>[] = [
  {
    vcpuCount: 4,
    dedicated: true,
    threadPolicy: 'require',
    memoryMiB: 8192,
    pageSizeKiB: 2048,
    strictNuma: true,
    vfs: [],
    vhostUserPorts: 2,
  },
  {
    vcpuCount: 2,
    dedicated: true,
    memoryMiB: 4096,
    pageSizeKiB: 2048,
    strictNuma: true,
    vfs: [{ key: 'a', physicalNetwork: 'ran', numaLocal: true }],
    vhostUserPorts: 1,
  },
  {
    vcpuCount: 1,
    dedicated: true,
    threadPolicy: 'isolate',
    memoryMiB: 2048,
    pageSizeKiB: 2048,
    strictNuma: true,
    vfs: [
      { key: 'a', physicalNetwork: 'mgmt', numaLocal: false },
      { key: 'b', physicalNetwork: 'ran', numaLocal: true },
    ],
    vhostUserPorts: 0,
  },
  {
    vcpuCount: 2,
    dedicated: false,
    memoryMiB: 1024,
    pageSizeKiB: null,
    strictNuma: false,
    vfs: [],
    vhostUserPorts: 0,
  },
];

function service(vdus: number, groupSize: number): PlacementRequest {
  const vnfcs = Array.from({ length: vdus }, (_, i): VnfcDemand => {
    const shape = shapes[i % shapes.length];
    if (shape === undefined) throw new Error('there are shapes');
    return { ...shape, key: `v${i}`, label: `vnf.VDU_${i}` };
  });
  const sameHost = [];
  for (let i = 0; groupSize > 1 && i < vdus; i += groupSize)
    sameHost.push({ keys: vnfcs.slice(i, i + groupSize).map((v) => v.key), because: `path ${i}` });
  return { vnfcs, sameHost, fixedHosts: [] };
}

/** The first three runs warm up; CPU time is what counts on a machine that is busy with other things. */
const runs = 15;

function measure(name: string, request: PlacementRequest, hosts: readonly HostState[]): void {
  const times: number[] = [];
  let kind = '';
  let cpuMicroseconds = 0;
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    const cpu = process.cpuUsage();
    kind = place(request, hosts).kind;
    times.push(performance.now() - start);
    const { user, system } = process.cpuUsage(cpu);
    if (run >= 3) cpuMicroseconds += (user + system) / (runs - 3);
  }
  const sorted = times.slice(3).sort((a, b) => a - b);
  const figure = (q: number) =>
    `${(sorted[Math.floor((sorted.length - 1) * q)] ?? 0).toFixed(1)} ms`.padStart(10);
  console.log(
    `${name.padEnd(52)} ${kind.padEnd(8)} first ${`${(times[0] ?? 0).toFixed(1)} ms`.padStart(9)} p50 ${figure(0.5)} max ${figure(1)}, CPU ${(cpuMicroseconds / 1000).toFixed(1)} ms a run`,
  );
}

const count = Number(process.argv[2] ?? 1000);
for (const load of [0.3, 0.7, 0.95]) {
  const random = randomSource(20_261_120);
  const hosts = Array.from({ length: count }, (_, i) => randomHost(`h${i}`, load, random));
  for (const [vdus, group] of [
    [1, 1],
    [30, 1],
    [30, 3],
    [30, 10],
    [30, 30],
  ] as const)
    measure(
      `${count} hosts, ${load * 100} % taken, ${vdus} VDUs by ${group} on a host`,
      service(vdus, group),
      hosts,
    );
}
