/** Rules every plan keeps, checked on the finished data: what breaks one is a defect, not a wrong request. */
import type { NsPlan, PathPlan, VhostUserPortPlan } from './model.ts';

interface HostLimits {
  readonly pmdCpus: readonly number[];
}

/** One sentence per broken rule. `hosts` is what is known of the hosts the plan names. */
export function lintPlan(plan: NsPlan, hosts: ReadonlyMap<string, HostLimits>): string[] {
  return [
    ...cpuRules(plan, hosts),
    ...uniqueThings(plan),
    ...plan.paths.flatMap((p) => pathRules(plan, p)),
    ...claimRules(plan),
  ];
}

function cpuRules(plan: NsPlan, hosts: ReadonlyMap<string, HostLimits>): string[] {
  const broken: string[] = [];
  const holder = new Map<string, string>();
  const vnfcs = plan.vnfs.flatMap((vnf) => vnf.vnfcs);
  for (const vnfc of vnfcs) {
    const pmd = hosts.get(vnfc.hostId)?.pmdCpus ?? [];
    const own = [...(vnfc.vcpuPins ?? []), ...(vnfc.siblingCpus ?? [])];
    for (const cpu of own) {
      const key = `${vnfc.hostId}/${cpu}`;
      const other = holder.get(key);
      if (other !== undefined) broken.push(`CPU ${cpu} is given to ${other} and ${vnfc.domainName}`);
      holder.set(key, vnfc.domainName);
      if (vnfc.emulatorCpus.includes(cpu))
        broken.push(`${vnfc.domainName}: emulator threads run on its CPU ${cpu}`);
    }
    for (const cpu of [...own, ...vnfc.sharedCpus, ...vnfc.emulatorCpus])
      if (pmd.includes(cpu)) broken.push(`${vnfc.domainName}: CPU ${cpu} belongs to a PMD`);
    if (vnfc.emulatorCpus.length === 0) broken.push(`${vnfc.domainName}: no CPU for emulator threads`);
    if ((vnfc.vcpuPins ?? vnfc.sharedCpus).length !== vnfc.vcpuCount)
      broken.push(`${vnfc.domainName}: ${vnfc.vcpuCount} vCPUs, but another number of CPUs`);
    if (vnfc.pageSizeKiB !== null && vnfc.pageCount * vnfc.pageSizeKiB < vnfc.memoryMiB * 1024)
      broken.push(`${vnfc.domainName}: ${vnfc.pageCount} pages do not hold ${vnfc.memoryMiB} MiB`);
  }
  for (const vnfc of vnfcs)
    for (const cpu of vnfc.sharedCpus) {
      const other = holder.get(`${vnfc.hostId}/${cpu}`);
      if (other !== undefined)
        broken.push(`CPU ${cpu} is shared by ${vnfc.domainName} but dedicated to ${other}`);
    }
  return broken;
}

function uniqueThings(plan: NsPlan): string[] {
  const things: [what: string, key: string | number][] = [];
  const add = (what: string, key: string | number) => things.push([what, key]);
  for (const vnfc of plan.vnfs.flatMap((vnf) => vnf.vnfcs)) {
    add('id', vnfc.vnfcId);
    add('domain name', vnfc.domainName);
    for (const port of vnfc.ports) {
      add('id', port.portId);
      add('MAC', port.mac);
      if (port.kind === 'sriov-vf') add('VF', `${vnfc.hostId}/${port.vfAddress}`);
      else add('port', `${vnfc.hostId}/${port.portName}`);
    }
  }
  for (const sap of plan.saps) {
    add('id', sap.sapId);
    add('port', `${sap.hostId}/${sap.interfaceName}`);
  }
  for (const link of plan.virtualLinks) {
    add('id', link.vlId);
    add('link tag', `${link.hostId}/${link.tag}`);
  }
  for (const path of plan.paths) {
    add('id', path.pathId);
    add('SPI', `${path.hostId}/${path.forwardSpi}`);
    add('SPI', `${path.hostId}/${path.reverseSpi}`);
  }
  for (const claim of plan.claims) add('claim', claim.claimId);
  const seen = new Set<string>();
  return things.flatMap(([what, key]) => {
    const name = `${what} ${key}`;
    if (seen.has(name)) return [`${name} occurs twice`];
    seen.add(name);
    return [];
  });
}

function pathRules(plan: NsPlan, path: PathPlan): string[] {
  const broken: string[] = [];
  const name = `path ${path.nfpId}`;
  for (const spi of [path.forwardSpi, path.reverseSpi])
    if (!Number.isInteger(spi) || spi < 1 || spi > 0xfffffe)
      broken.push(`${name}: SPI ${spi} is out of range`);
  const link = plan.virtualLinks.find((l) => l.hostId === path.hostId && l.tag === path.vlTag);
  for (const sapPort of [path.ingressSapPort, path.egressSapPort])
    if (link === undefined || !link.sapPorts.includes(sapPort))
      broken.push(`${name}: SAP port ${sapPort} is not on virtual link tag ${path.vlTag}`);
  if (path.hops.length === 0 || path.rules.length === 0) broken.push(`${name}: it has no hop or no rule`);
  for (const hop of path.hops) {
    const vnfc = plan.vnfs.flatMap((vnf) => vnf.vnfcs).find((candidate) => candidate.vnfcId === hop.vnfcId);
    if (vnfc?.hostId !== path.hostId) broken.push(`${name}: hop ${hop.positionId} is not on its host`);
    const ports = (vnfc?.ports ?? []).filter((port): port is VhostUserPortPlan => port.kind === 'vhost-user');
    for (const portName of [hop.ingressPort, hop.egressPort]) {
      if (!ports.some((port) => port.portName === portName && port.bridge === path.bridge))
        broken.push(`${name}: hop ${hop.positionId} has no port ${portName} on ${path.bridge}`);
      const users = plan.paths.flatMap((p) => p.hops.flatMap((h) => [h.ingressPort, h.egressPort]));
      if (users.filter((user) => user === portName).length > 1)
        broken.push(`${name}: port ${portName} serves more than one hop`);
    }
  }
  return broken;
}

function claimRules(plan: NsPlan): string[] {
  const vnfcs = plan.vnfs.flatMap((vnf) => vnf.vnfcs);
  return plan.claims.flatMap((claim) => {
    const vnfc = vnfcs.find((candidate) => candidate.vnfcId === claim.vnfcId);
    const path = plan.paths.find((candidate) => candidate.pathId === claim.pathId);
    if ((vnfc === undefined) === (path === undefined))
      return [`claim ${claim.claimId} is about nothing in the plan`];
    if (claim.hostId !== (vnfc ?? path)?.hostId) return [`claim ${claim.claimId} is on the wrong host`];
    if (claim.portId !== undefined && !vnfc?.ports.some((port) => port.portId === claim.portId))
      return [`claim ${claim.claimId} is about an unknown port`];
    if (claim.kind === 'path-order' && (path?.hops.length ?? 0) > 3)
      return [`claim ${claim.claimId} needs more marks than a DSCP field holds`];
    return [];
  });
}
