/**
 * Every promise of the descriptors as a claim: the line it stands on, and what must be read back for it to hold.
 * What a descriptor does not ask for is not claimed.
 */
import type { SourceRef } from '#descriptors/index.ts';
import type { Claim, ClaimKind, PathPlan, PortPlan, VnfcPlan } from './model.ts';
import type { ResolvedNs, ResolvedPort, ResolvedVnf, ResolvedVnfc } from './resolve-ns.ts';
import type { ResolvedPath } from './resolve-paths.ts';

/** Probe packets per direction. */
const probePackets = 20;

type DescriptorPromise = readonly [
  kind: ClaimKind,
  descriptor: SourceRef,
  statement: string,
  expected: unknown,
  packageName?: string,
];

export function vnfcClaims(
  vnf: ResolvedVnf,
  vnfc: ResolvedVnfc,
  plan: VnfcPlan,
  nsdPackageName: string,
): Claim[] {
  const { virtualCpu: cpu, virtualMemory: memory, swImage, source } = vnfc.vdu;
  const promises: DescriptorPromise[] = [
    [
      'image-checksum',
      swImage?.source ?? source,
      `the VM runs from the image ${plan.image.name} of the package, unchanged`,
      { sha256: plan.image.sha256 },
    ],
    ['vcpu-count', cpu.source, `${plan.vcpuCount} virtual CPU(s)`, { count: plan.vcpuCount }],
    ['memory-size', memory.source, `${plan.memoryMiB} MiB of memory`, { memoryMiB: plan.memoryMiB }],
  ];
  if (plan.vcpuPins !== null) {
    const stands = cpu.pinningSource ?? cpu.source;
    promises.push(
      ['vcpu-pinning', stands, 'each virtual CPU has a host CPU of its own', { pins: plan.vcpuPins }],
      [
        'emulator-placement',
        stands,
        'nothing else of the VM runs on its dedicated CPUs: emulator threads stay on housekeeping CPUs',
        { cpus: plan.emulatorCpus },
      ],
    );
  }
  if (memory.numaEnabled) {
    const stands = memory.numaSource ?? memory.source;
    promises.push([
      'numa-cell',
      stands,
      'memory and CPUs are on one NUMA cell, strictly',
      { cell: plan.cell },
    ]);
  }
  if (plan.pageSizeKiB !== null) {
    promises.push([
      'huge-pages',
      memory.pageSizeSource ?? memory.source,
      `memory is in huge pages of ${plan.pageSizeKiB} KiB`,
      { pageSizeKiB: plan.pageSizeKiB, count: plan.pageCount, cell: plan.cell },
    ]);
  }
  const base = { hostId: plan.hostId, vnfcId: plan.vnfcId, packageName: vnf.onboarded.packageName };
  return [
    ...promises.map((promise) => claim(promise, { ...base, subject: vnfc.label })),
    ...plan.ports.flatMap((port, i) => {
      const resolved = vnfc.ports[i];
      if (resolved === undefined) return [];
      const subject = `${vnfc.label} ${port.cpdId}`;
      return portPromises(resolved, port, plan.cell, nsdPackageName).map((promise) =>
        claim(promise, { ...base, subject, portId: port.portId }),
      );
    }),
  ];
}

function portPromises(
  { cp, virtualLink }: ResolvedPort,
  port: PortPlan,
  cell: number,
  nsdPackageName: string,
): DescriptorPromise[] {
  const stands = cp.interfaceSource ?? cp.source;
  if (port.kind === 'vhost-user') {
    const { portName, socketPath, queuePairs, mac } = port;
    return [
      [
        'vhost-user-port',
        stands,
        `a vhost-user port with ${queuePairs} queue pair(s), connected`,
        { portName, socketPath, queuePairs, cell, mac },
      ],
    ];
  }
  const { pfName, vfIndex, vfAddress, mac, vlanId } = port;
  const promises: DescriptorPromise[] = [
    [
      'vf-assigned',
      stands,
      'an SR-IOV virtual function, given to the VM',
      { vfAddress, pfName, vfIndex, mac },
    ],
    ['vf-mac', cp.source, `the virtual function has MAC ${mac}`, { pfName, vfIndex, mac }],
    [
      'vf-vlan',
      virtualLink.segmentationSource ?? virtualLink.source,
      vlanId === null
        ? `${virtualLink.virtualLinkId} is untagged`
        : `${virtualLink.virtualLinkId} is VLAN ${vlanId}, put on by the NIC`,
      { pfName, vfIndex, vlanId },
      nsdPackageName,
    ],
  ];
  if (cp.pciDeviceLocalToNumaNode === 'required') {
    const local = cp.numaSource ?? stands;
    promises.push(['vf-numa-local', local, 'the NIC is on the NUMA cell of the VM', { vfAddress, cell }]);
  }
  return promises;
}

export function pathClaims(ns: ResolvedNs, path: ResolvedPath, plan: PathPlan, packageName: string): Claim[] {
  const { nfp, hops } = path;
  const route = hops.map((hop) => hop.vnfProfileId).join(' → ');
  const link = ns.nsd.virtualLinks.find((l) => l.virtualLinkId === path.virtualLinkId);
  const promises: DescriptorPromise[] = [
    ['path-flows', nfp.source, 'the switch has exactly the flows of the path', {}],
    [
      'path-trace',
      nfp.source,
      `the switch would send matching packets ${route}, and replies the other way`,
      {},
    ],
    [
      'path-packets',
      nfp.source,
      `matching packets pass ${route} in both directions, none lost or altered`,
      { count: probePackets },
    ],
    [
      'unmatched-direct',
      link?.source ?? nfp.source,
      'packets that no rule matches go straight between the SAPs, untouched',
      {},
    ],
  ];
  const digits = hops.flatMap((hop) => hop.vnfc.vdu.dscpTrailDigit ?? []);
  // Where one hop leaves no mark the trail says nothing about it, so the order is not claimed.
  if (digits.length === hops.length) {
    const start = path.rules[0]?.dscp ?? 0;
    promises.push([
      'path-order',
      nfp.source,
      `packets pass ${route}, and replies pass them in reverse order`,
      { forwardDscp: dscpTrail(start, digits), reverseDscp: dscpTrail(start, digits.toReversed()) },
    ]);
  }
  const base = { hostId: plan.hostId, pathId: plan.pathId, packageName, subject: `path ${nfp.nfpId}` };
  return promises.map((promise) => claim(promise, base));
}

/** DSCP on arrival of a packet that set out with `start`: each VNF appends its base-4 digit to six bits. */
export function dscpTrail(start: number, digits: readonly number[]): number {
  return digits.reduce((dscp, digit) => (dscp * 4 + digit) % 64, start);
}

function claim(
  [kind, descriptor, statement, expected, packageName]: DescriptorPromise,
  base: Pick<Claim, 'hostId' | 'vnfcId' | 'portId' | 'pathId' | 'subject' | 'packageName'>,
): Claim {
  const of = base.portId ?? base.vnfcId ?? base.pathId ?? '';
  return {
    claimId: `${kind}:${of}`,
    kind,
    ...base,
    packageName: packageName ?? base.packageName,
    descriptor,
    statement,
    expected,
  };
}
