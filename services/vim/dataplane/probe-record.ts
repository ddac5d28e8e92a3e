/** What became of each probe: sightings as they come in, sums when they are asked for. */
import { TABLE } from './flow.ts';
import type { PacketIn } from './openflow-channel.ts';
import {
  type ArrivedProbe,
  type ProbeId,
  type ProbeKind,
  type ProbeMacs,
  readProbe,
} from './probe-packet.ts';
import type { DirectionReport } from './probe-report.ts';

export interface ProbeRecord {
  sent(id: ProbeId, frame: Buffer): void;
  see(packet: PacketIn): void;
  /** Forgets the readiness probes; later reports are about what is sent from now on. */
  startCounting(): void;
  nextSequence(): number;
  hasArrived(kind: ProbeKind): boolean;
  /** Resolves when everything sent has arrived or the time is up. */
  all(timeoutMs: number, signal?: AbortSignal): Promise<void>;
  report(kind: ProbeKind, expected: Expected): Omit<DirectionReport, 'hopCounters'>;
}

export interface Expected {
  readonly egress: number;
  readonly macs: ProbeMacs;
  /** For each hop in the direction's order, the ports a packet counts as having passed it by. */
  readonly hopExits: readonly (readonly number[])[];
  portName(ofport: number): string;
}

interface Fate {
  readonly kind: ProbeKind;
  readonly sequence: number;
  readonly frame: Buffer;
  /** Functions' ports in the order of the sightings. */
  readonly trail: number[];
  readonly arrivals: { readonly probe: ArrivedProbe; readonly inPort: number; readonly egress: number }[];
}

/** `cookie` is that of the temporary flows: other packet-ins on the bridge are not ours. */
export function createProbeRecord(run: number, cookie: bigint): ProbeRecord {
  const fates = new Map<string, Fate>();
  const changed = new Set<() => void>();
  const key = (id: Pick<ProbeId, 'kind' | 'sequence'>) => `${id.kind} ${id.sequence}`;
  let countFrom = 0;
  let highest = -1;
  const counted = () => [...fates.values()].filter((fate) => fate.sequence >= countFrom);

  return {
    sent(id, frame) {
      highest = Math.max(highest, id.sequence);
      fates.set(key(id), { kind: id.kind, sequence: id.sequence, frame, trail: [], arrivals: [] });
    },
    see(packet) {
      if (packet.cookie !== cookie) return;
      const probe = readProbe(packet.data, (id) => fates.get(key(id))?.frame);
      const fate = probe?.run === run ? fates.get(key(probe)) : undefined;
      if (probe === null || fate === undefined) return;
      if (packet.table === TABLE.egress) {
        fate.arrivals.push({ probe, inPort: packet.inPort, egress: packet.registers.get(2) ?? 0 });
      } else fate.trail.push(packet.inPort);
      for (const look of [...changed]) look();
    },
    startCounting() {
      countFrom = highest + 1;
    },
    nextSequence: () => highest + 1,
    hasArrived: (kind) => [...fates.values()].some((fate) => fate.kind === kind && fate.arrivals.length > 0),
    all(timeoutMs, signal) {
      return new Promise((resolve, reject) => {
        const end = (finish: () => void) => {
          clearTimeout(timer);
          changed.delete(look);
          signal?.removeEventListener('abort', onAbort);
          finish();
        };
        const look = () => {
          if (counted().every((fate) => fate.arrivals.length > 0)) end(resolve);
        };
        const onAbort = () => end(() => reject(signal?.reason));
        const timer = setTimeout(() => end(resolve), timeoutMs);
        signal?.addEventListener('abort', onAbort, { once: true });
        changed.add(look);
        look();
      });
    },
    report(kind, expected) {
      const mine = counted().filter((fate) => fate.kind === kind);
      const arrived = mine.flatMap((fate) => fate.arrivals.slice(0, 1));
      const trails = Map.groupBy(mine, (fate) => fate.trail.map(expected.portName).join('\n'));
      return {
        sent: mine.length,
        received: arrived.length,
        lost: mine.length - arrived.length,
        duplicates: mine.reduce((sum, fate) => sum + Math.max(0, fate.arrivals.length - 1), 0),
        altered: arrived.filter(
          ({ probe }) =>
            probe.altered ||
            probe.sourceMac !== expected.macs.source ||
            probe.destinationMac !== expected.macs.destination,
        ).length,
        // On a link with more than two SAPs a packet may arrive at several; one of them must be the right one.
        misdirected: mine.filter(
          ({ arrivals }) => arrivals.length > 0 && arrivals.every(({ egress }) => egress !== expected.egress),
        ).length,
        dscps: distinct(arrived.map(({ probe }) => probe.dscp)),
        ttls: distinct(arrived.map(({ probe }) => probe.ttl)),
        trails: [...trails.values()]
          .map((group) => ({
            ports: group[0]?.trail.map(expected.portName) ?? [],
            packets: group.length,
          }))
          .toSorted((a, b) => b.packets - a.packets),
        lastHopPorts: [...new Set(arrived.map(({ inPort }) => expected.portName(inPort)))],
        hopPackets: expected.hopExits.map(
          (exits) => mine.filter((fate) => fate.trail.some((port) => exits.includes(port))).length,
        ),
      };
    },
  };
}

function distinct(values: readonly (number | null)[]): number[] {
  return [...new Set(values.filter((value) => value !== null))].toSorted((a, b) => a - b);
}
