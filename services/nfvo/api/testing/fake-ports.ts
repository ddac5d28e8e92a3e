/** Stand-ins for what the composition brings, for tests of the API alone: they record calls and answer plainly. */
import type { NsPlan } from '../../plan/model.ts';
import type {
  InfrastructurePort,
  NfvoPorts,
  OrchestrationPort,
  PlanningPort,
  SeenHost,
  VnfInstancesPort,
} from '../ports.ts';
import type { ProofReportBody } from '../schemas/hosts.ts';

export const inventory = {
  hostname: 'blade7',
  bootId: 'b',
  kernel: '6.1.0',
  virtType: 'kvm' as const,
  libvirtVersion: '9.0.0',
  qemuVersion: '7.2.0',
  machineType: 'q35',
  iommu: true,
  cells: [
    {
      id: 0,
      memoryMiB: 2048,
      cpus: [{ id: 0 }],
      hugePages: [{ sizeKiB: 2048, total: 8, free: 8 }],
      distances: [10],
    },
  ],
  pfs: [{ name: 'ens1', address: '0000:01:00.0', cell: 0, vfs: [{ index: 0, address: '0000:01:10.0' }] }],
  ovs: { version: '3.1.0', dpdkInitialized: true, pmdCpus: [1], bridges: ['br0'] },
  housekeepingCpus: [0],
};

export interface FakePorts extends NfvoPorts {
  readonly calls: string[];
  /** Replace any of these to make a port answer otherwise. */
  readonly answers: {
    plan: (nsInstanceId: string) => NsPlan;
    addHost: () => SeenHost;
    start: () => void;
    decide: (verb: string, id: string) => Promise<void>;
    prove: (nsInstanceId: string) => ProofReportBody;
  };
}

export function fakePorts(plan: (nsInstanceId: string) => NsPlan, vnfInstances: VnfInstancesPort): FakePorts {
  const calls: string[] = [];
  const answers: FakePorts['answers'] = {
    plan,
    addHost: () => ({ hostKeySha256: `SHA256:${'A'.repeat(43)}`, inventory }),
    start: () => undefined,
    decide: async () => undefined,
    prove: (nsInstanceId) => proof(nsInstanceId, 'holds'),
  };
  const orchestration: OrchestrationPort = {
    startInstantiate: async (start) => {
      calls.push(`instantiate ${start.nsInstanceId} ${start.onFailure}`);
      answers.start();
    },
    startTerminate: async (start) => {
      calls.push(`terminate ${start.nsInstanceId}`);
      answers.start();
    },
    retry: (id) => answers.decide('retry', id),
    rollback: (id) => answers.decide('rollback', id),
    fail: (id) => answers.decide('fail', id),
  };
  const planning: PlanningPort = {
    planInstantiation: async (id) => ({
      plan: answers.plan(id),
      flows: [{ hostId: 'h1', hostName: 'blade7', flows: ['table=0,priority=1,actions=drop'] }],
    }),
  };
  const infrastructure: InfrastructurePort = {
    addHost: async (host, register) => {
      calls.push(`addHost ${host.name}`);
      return register(answers.addHost());
    },
    removeHost: async (hostId) => void calls.push(`removeHost ${hostId}`),
    snapshot: async (hostId) => ({ hostId, domains: [] }),
    prove: async (nsInstanceId) => answers.prove(nsInstanceId),
    formatProof: (report, format) => `${format}: ${report.verdict}\n`,
  };
  return { calls, answers, orchestration, planning, infrastructure, vnfInstances };
}

export function proof(nsInstanceId: string, verdict: 'holds' | 'broken'): ProofReportBody {
  return {
    nsInstanceId,
    planHash: 'x',
    provedAt: '2026-11-21T00:00:00Z',
    durationMs: 1,
    verdict,
    results: [],
  };
}
