/** A plan for people: who goes where with which cores, pages, VFs and ports, which way packets go, which flows. */
import type { components } from './api.gen.ts';
import { formatRows } from './output.ts';

type PlanResponse = components['schemas']['PlanResponse'];
type Plan = components['schemas']['NsPlan'];
type Vnfc = Plan['vnfs'][number]['vnfcs'][number];

/** `wide` adds the claims that will be proven. */
export function describePlan({ plan, flows, steps }: PlanResponse, wide: boolean): string {
  const hostNames = new Map(flows.map((host) => [host.hostId, host.hostName]));
  const nameOf = (hostId: string) => hostNames.get(hostId) ?? hostId;
  return [
    `plan ${plan.hash}\n`,
    `  generation ${plan.generation}, ${steps.length} steps, ${plan.claims.length} claims to prove\n`,
    ...plan.vnfs.map((vnf) => describeVnf(vnf, nameOf)),
    ...plan.saps.map(
      (sap) => `sap ${sap.sapdId}: ${sap.interfaceName} on ${nameOf(sap.hostId)}, bridge ${sap.bridge}\n`,
    ),
    ...plan.paths.map((path) => describePath(path, nameOf)),
    ...plan.placementReasons.map((reason) => `reason: ${reason}\n`),
    ...flows.map((host) => describeFlows(host)),
    ...(wide ? plan.claims.map(describeClaim) : []),
  ].join('');
}

function describeVnf(vnf: Plan['vnfs'][number], nameOf: (hostId: string) => string): string {
  return vnf.vnfcs
    .map(
      (vnfc) =>
        `vnf ${vnf.vnfProfileId} (${vnf.productName})\n${formatRows(vnfcRows(vnfc, nameOf(vnfc.hostId)), '  ')}`,
    )
    .join('');
}

function vnfcRows(vnfc: Vnfc, hostName: string): string[][] {
  const pages =
    vnfc.pageSizeKiB === null ? 'small pages' : `${vnfc.pageCount} pages of ${vnfc.pageSizeKiB} KiB`;
  const cores =
    vnfc.vcpuPins === null
      ? `shared ${vnfc.sharedCpus.join(',')}`
      : vnfc.vcpuPins.map((cpu, vcpu) => `vCPU ${vcpu} → CPU ${cpu}`).join(', ');
  return [
    ['vnfc', `${vnfc.vduId} as ${vnfc.domainName} (${vnfc.virtType})`],
    ['host', `${hostName}, cell ${vnfc.cell}`],
    ['cores', `${cores}; emulator on ${vnfc.emulatorCpus.join(',')}`],
    ['memory', `${vnfc.memoryMiB} MiB in ${pages}`],
    ['image', `${vnfc.image.name} (${vnfc.image.diskFormat}, ${vnfc.image.sizeBytes} bytes)`],
    ...vnfc.ports.map((port) => ['port', describePort(port)]),
  ];
}

function describePort(port: Vnfc['ports'][number]): string {
  if (port.kind === 'vhost-user') {
    return `${port.cpdId}: vhost-user ${port.portName} on ${port.bridge}, ${port.queuePairs} queue pair(s), ${port.mac}`;
  }
  const vlan = port.vlanId === null ? 'untagged' : `VLAN ${port.vlanId}`;
  return `${port.cpdId}: VF ${port.vfIndex} of ${port.pfName} (${port.vfAddress}), ${vlan}, ${port.mac}`;
}

function describePath(path: Plan['paths'][number], nameOf: (hostId: string) => string): string {
  const hops = path.hops.map((hop) => `${hop.vnfProfileId}${hop.onFailure === 'bypass' ? ' (bypass)' : ''}`);
  const rules = path.rules.map(({ ruleId, ...match }) => [
    'rule',
    `${ruleId}: ${Object.entries(match)
      .map(([name, value]) => `${name} ${Array.isArray(value) ? value.join('-') : String(value)}`)
      .join(', ')}`,
  ]);
  return `path ${path.nfpId} on ${nameOf(path.hostId)}, bridge ${path.bridge}\n${formatRows(
    [
      [
        'forward',
        `SPI ${path.forwardSpi}: ${[path.ingressSapPort, ...hops, path.egressSapPort].join(' → ')}`,
      ],
      [
        'reverse',
        `SPI ${path.reverseSpi}: ${[path.egressSapPort, ...hops.toReversed(), path.ingressSapPort].join(' → ')}`,
      ],
      ...rules,
    ],
    '  ',
  )}`;
}

function describeFlows({ hostName, flows }: PlanResponse['flows'][number]): string {
  return `flows on ${hostName} (${flows.length})\n${flows.map((flow) => `  ${flow}\n`).join('')}`;
}

function describeClaim(claim: Plan['claims'][number]): string {
  const { file, line, column } = claim.descriptor;
  return `claim ${claim.kind} ${claim.subject}: ${claim.statement} (${claim.packageName}:${file}:${line}:${column})\n`;
}
