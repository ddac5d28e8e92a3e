/**
 * Chooses hosts, cells, cores and VFs for a whole network service, all or nothing. Pure and deterministic: the
 * same request and states give the same answer. Refuses only what cannot be placed (or, on inputs far beyond
 * real ones, what was not found within the search limit, and says so).
 */
import { explainRefusal, unusable } from './explain.ts';
import { fitHost, type HostFit } from './fit.ts';
import { type FreeHost, freeHost } from './free-host.ts';
import { handOut } from './hand-out.ts';
import type { HostRefusal, HostState, PlacementRequest, PlacementResult, VnfcDemand } from './model.ts';
import { type PlacementUnit, placementUnits } from './units.ts';

/** Host fits tried in all before the search over hosts gives up. */
const searchFits = 50_000;
/** Fits that are compared before the cheapest is taken, when a unit of many VNFCs meets many hosts. */
const comparedFits = 24;

interface Candidate {
  readonly hostIndex: number;
  readonly fit: HostFit;
  /** Cost added to the host by this unit. */
  readonly added: number;
}

export function place(request: PlacementRequest, states: readonly HostState[]): PlacementResult {
  const hosts = states.map(freeHost);
  const unreachable = unreachableFixedHosts(request, hosts);
  if (unreachable.length > 0) return { kind: 'refused', hosts: unreachable };
  const units = placementUnits(request).sort((a, b) => weight(b) - weight(a));
  const search = new HostSearch(hosts);
  // A unit that fits nowhere even on its own decides the matter, and its reasons are the ones that help.
  const hopeless = units.find((unit) => search.candidates(unit, 1).length === 0);
  if (hopeless !== undefined) return refuse(hosts, hopeless, hopeless.vnfcs, search.gaveUpOnHost);
  const failedUnit = search.assign(units, 0);
  if (failedUnit !== null) {
    const all = units.flatMap((unit) => unit.vnfcs);
    return refuse(hosts, failedUnit, all, search.gaveUp || search.gaveUpOnHost);
  }
  const placed = search.assigned.flatMap((vnfcs, hostIndex) => {
    const host = hosts[hostIndex];
    const fit = search.fits[hostIndex];
    return host === undefined || fit === undefined || vnfcs.length === 0 ? [] : handOut(host, vnfcs, fit);
  });
  const byKey = new Map(placed.map((p) => [p.placement.key, p]));
  const inOrder = request.vnfcs.flatMap((vnfc) => byKey.get(vnfc.key) ?? []);
  return {
    kind: 'placed',
    vnfcs: inOrder.map((p) => p.placement),
    reasons: inOrder.map((p) => p.reason),
  };
}

/** Depth-first over units, best host first; what is on a host is fitted jointly each time, so nothing is lost. */
class HostSearch {
  readonly hosts: readonly FreeHost[];
  readonly assigned: VnfcDemand[][];
  readonly fits: (HostFit | undefined)[];
  /** The search over hosts was cut short. */
  gaveUp = false;
  /** The search inside a host was: others are still tried, but a refusal is then not proven. */
  gaveUpOnHost = false;
  private budget = searchFits;
  private readonly untouched = new Map<string, Candidate[]>();

  constructor(hosts: readonly FreeHost[]) {
    this.hosts = hosts;
    this.assigned = hosts.map(() => []);
    this.fits = hosts.map(() => undefined);
  }

  /** Null where every unit from `index` on found a host; else the unit that did not. */
  assign(units: readonly PlacementUnit[], index: number): PlacementUnit | null {
    const unit = units[index];
    if (unit === undefined) return null;
    let failed: PlacementUnit = unit;
    const seen = new Set<number>();
    // First among the hosts compared; only if all of those dead-end, among all.
    for (const limit of [comparedFits, Number.POSITIVE_INFINITY]) {
      for (const candidate of this.candidates(unit, limit)) {
        if (seen.has(candidate.hostIndex)) continue;
        seen.add(candidate.hostIndex);
        const before = {
          vnfcs: this.assigned[candidate.hostIndex] ?? [],
          fit: this.fits[candidate.hostIndex],
        };
        this.assigned[candidate.hostIndex] = [...before.vnfcs, ...unit.vnfcs];
        this.fits[candidate.hostIndex] = candidate.fit;
        const deeper = this.assign(units, index + 1);
        if (deeper === null) return null;
        failed = deeper;
        this.assigned[candidate.hostIndex] = before.vnfcs;
        this.fits[candidate.hostIndex] = before.fit;
        if (this.gaveUp) return failed;
      }
    }
    return failed;
  }

  /** Hosts that take the unit beside what they already got, best first; at least `limit` if there are so many. */
  candidates(unit: PlacementUnit, limit: number): Candidate[] {
    const touched: Candidate[] = [];
    for (const [hostIndex, vnfcs] of this.assigned.entries()) {
      if (vnfcs.length === 0 || !this.allows(unit, hostIndex)) continue;
      const candidate = this.tryHost(unit, hostIndex);
      if (candidate !== null) touched.push(candidate);
    }
    const fresh = this.untouchedCandidates(unit, limit).filter(
      (candidate) => this.assigned[candidate.hostIndex]?.length === 0,
    );
    return [...touched, ...fresh].sort(
      (a, b) => a.added - b.added || a.fit.threadsLeft - b.fit.threadsLeft || a.hostIndex - b.hostIndex,
    );
  }

  /** On hosts with nothing of this request; the same for all units that ask for the same, so kept. */
  private untouchedCandidates(unit: PlacementUnit, limit: number): Candidate[] {
    const wide = unit.vnfcs.length === 1 ? Number.POSITIVE_INFINITY : limit;
    const key = `${Math.min(wide, this.hosts.length)}|${unit.signature}`;
    const known = this.untouched.get(key);
    if (known !== undefined) return known;
    const found: Candidate[] = [];
    // Fuller hosts first: where not all are compared, the tight ones are.
    const order = this.hosts
      .map((host, index) => ({ index, free: host.cells.reduce((sum, cell) => sum + cell.freeThreads, 0) }))
      .sort((a, b) => a.free - b.free || a.index - b.index);
    for (const { index } of order) {
      if (found.length >= wide) break;
      if (!this.allows(unit, index)) continue;
      const candidate = this.tryHost(unit, index, []);
      if (candidate !== null) found.push(candidate);
    }
    this.untouched.set(key, found);
    return found;
  }

  private tryHost(
    unit: PlacementUnit,
    hostIndex: number,
    beside = this.assigned[hostIndex],
  ): Candidate | null {
    const host = this.hosts[hostIndex];
    if (host === undefined || beside === undefined || this.gaveUp) return null;
    // Looking at a host once costs little; only joint fits, which backtracking repeats, are limited.
    if (beside.length > 0) this.budget -= 1;
    if (this.budget < 0) {
      this.gaveUp = true;
      return null;
    }
    const fit = fitHost(host, [...beside, ...unit.vnfcs]);
    if (fit === 'gave-up') {
      this.gaveUpOnHost = true;
      this.budget -= searchFits / 10;
    }
    if (fit === null || fit === 'gave-up') return null;
    const before = beside.length === 0 ? 0 : (this.fits[hostIndex]?.cost ?? 0);
    return { hostIndex, fit, added: fit.cost - before };
  }

  private allows(unit: PlacementUnit, hostIndex: number): boolean {
    const host = this.hosts[hostIndex];
    return host?.reachable === true && unit.fixedTo.every((fixed) => fixed.hostId === host.hostId);
  }
}

/** The more a unit asks for, and the fewer hosts it may go to, the earlier it is placed. */
function weight(unit: PlacementUnit): number {
  const size = unit.vnfcs.reduce((sum, v) => sum + v.vcpuCount + v.memoryMiB / 1024 + 8 * v.vfs.length, 0);
  return (unit.fixedTo.length > 0 ? 1e9 : 0) + size;
}

function unreachableFixedHosts(request: PlacementRequest, hosts: readonly FreeHost[]): HostRefusal[] {
  return request.fixedHosts.flatMap(({ hostId, because }) => {
    const host = hosts.find((h) => h.hostId === hostId);
    if (host?.reachable === true) return [];
    const state = host === undefined ? 'the host is not known' : unusable(host);
    return [{ hostId, name: host?.name ?? hostId, reasons: [`${state}, and ${because}`] }];
  });
}

function refuse(
  hosts: readonly FreeHost[],
  unit: PlacementUnit,
  vnfcs: readonly VnfcDemand[],
  gaveUp: boolean,
): PlacementResult {
  const refusals = hosts.map((host) => {
    const elsewhere = unit.fixedTo.find((fixed) => fixed.hostId !== host.hostId);
    const reasons =
      elsewhere === undefined
        ? explainRefusal(host, vnfcs, gaveUp)
        : [`not considered: ${elsewhere.because}, on another host`];
    return { hostId: host.hostId, name: host.name, reasons };
  });
  return { kind: 'refused', hosts: refusals };
}
