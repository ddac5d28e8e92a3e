/** What the switch and real packets say about one path, each asked once however many claims need it. */
import { pathPorts } from '../dataplane/directed-path.ts';
import { readPathFlows } from '../dataplane/path.ts';
import { probePath } from '../dataplane/probe.ts';
import type { DirectionReport } from '../dataplane/probe-report.ts';
import { tracePathFrom } from '../dataplane/trace.ts';
import type { HostConnection } from '../host/connection.ts';
import type { OperationContext, PathSpec } from '../model.ts';
import { readOfports } from '../network/switch-port.ts';

export interface FlowReading {
  readonly missing: readonly string[];
  readonly foreign: readonly string[];
  readonly where: string;
}

export interface TracedDirection {
  /** OVS ports the plan sends a matching packet over, in order, from SAP to SAP. */
  readonly planned: readonly string[];
  /** OVS ports the switch would send it over; ends early where it would drop it. */
  readonly traced: readonly string[];
}

export interface TraceReading {
  readonly forward: TracedDirection;
  readonly reverse: TracedDirection;
  readonly where: string;
}

export interface ProbedDirection {
  readonly sent: number;
  /** Different packets that arrived. */
  readonly received: number;
  /** Arrivals of a packet that had arrived before. */
  readonly duplicates: number;
  /** Packets that arrived with another payload or MAC. */
  readonly altered: number;
  /** Packets that would have left by a port that is not the other end's SAP. */
  readonly misdirected: number;
  /** DSCP values seen on arrival, each once. */
  readonly dscps: readonly number[];
  /** Probes each hop gave back, in the order of this direction. */
  readonly hopPackets: readonly number[];
  /** By how much the switch's own counter of each hop grew, other traffic included. */
  readonly hopCounters: readonly number[];
}

export interface ProbeReading {
  readonly forward: ProbedDirection;
  readonly reverse: ProbedDirection;
  /** Packets no rule matches; `hopPackets` in forward order. */
  readonly unmatched: ProbedDirection;
  readonly where: string;
}

export interface PathReading {
  flows(): Promise<FlowReading>;
  trace(): Promise<TraceReading>;
  probe(): Promise<ProbeReading>;
}

export interface ProbeSettings {
  readonly count: number;
  /** How long functions that have just booted may take to forward at all. */
  readonly readyTimeoutMs: number;
}

/** Probes of paths run one after another in `turns`: they share the switch's slow path and its counters. */
export function readPath(
  host: HostConnection,
  spec: PathSpec,
  settings: ProbeSettings,
  turns: { last: Promise<unknown> },
  ctx: OperationContext,
): PathReading {
  const flows = once(async (): Promise<FlowReading> => {
    const { missing, unexpected, readFrom } = await readPathFlows(host, spec);
    return { missing, foreign: unexpected, where: readFrom };
  });
  const trace = once(async (): Promise<TraceReading> => {
    const ofports = await readOfports(host, pathPorts(spec));
    const [forward, reverse] = await tracePathFrom(host, spec, ['forward', 'reverse'], ofports);
    if (forward === undefined || reverse === undefined) throw new RangeError('the path has no rule to trace');
    const pick = ({ planned, traced }: TracedDirection) => ({ planned, traced });
    return {
      forward: pick(forward),
      reverse: pick(reverse),
      where: `ovs-appctl ofproto/trace ${spec.bridge}`,
    };
  });
  const probe = once((): Promise<ProbeReading> => {
    const turn = turns.last.then(async () => {
      const report = await probePath(host, spec, { ...settings, signal: ctx.signal });
      return {
        forward: pickDirection(report.forward),
        reverse: pickDirection(report.reverse),
        unmatched: pickDirection(report.unmatched),
        where: report.readFrom,
      };
    });
    turns.last = turn.catch(() => {});
    return turn;
  });
  return { flows, trace, probe };
}

function once<T>(read: () => Promise<T>): () => Promise<T> {
  let reading: Promise<T> | undefined;
  return () => {
    reading ??= read();
    return reading;
  };
}

function pickDirection(report: DirectionReport): ProbedDirection {
  const { sent, received, duplicates, altered, misdirected, dscps, hopPackets, hopCounters } = report;
  const grown = hopCounters.map(({ before, after }) => after - before);
  return { sent, received, duplicates, altered, misdirected, dscps, hopPackets, hopCounters: grown };
}
