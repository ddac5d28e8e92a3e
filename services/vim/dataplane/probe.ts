/**
 * Proves a path with real packets. They enter as if by the SAP, run through the real tables and the real functions, and
 * are taken out at the last table, before the SAP, by temporary flows on their reserved MACs. On the way each function's
 * return is reported too, so every packet tells which ports it passed, in which order.
 */
import { randomInt } from 'node:crypto';
import type { HostConnection } from '../host/connection.ts';
import type { PathSpec } from '../model.ts';
import { readOfports } from '../network/switch-port.ts';
import { applyBundle, change, ownedFlows, readSwitch } from './apply.ts';
import { type DirectedPath, directedPaths, pathPorts } from './directed-path.ts';
import { type Flow, hex, pathCookie, probeCookie, TABLE } from './flow.ts';
import { openOpenFlowChannel } from './openflow-channel.ts';
import { pathIdentity } from './path-identity.ts';
import { buildProbe, type ProbeId, type ProbeKind, probeMacs } from './probe-packet.ts';
import { createProbeRecord, type ProbeRecord } from './probe-record.ts';
import type { DirectionReport, ProbeReport } from './probe-report.ts';
import { matchingSample, type SampleFlow, unmatchedSample } from './sample-flow.ts';

export type { DirectionReport, ProbeReport, ProbeTrail } from './probe-report.ts';

export interface ProbeOptions {
  /** Packets per direction, 1..200; default 10. */
  readonly count?: number;
  /** How long to wait for packets still under way after the last was sent; default 10 000. */
  readonly timeoutMs?: number;
  /**
   * How long to wait for the functions to forward at all before counting starts (single packets, twice a second, are
   * sent until one arrives each way); default 0: no waiting.
   */
  readonly readyTimeoutMs?: number;
  readonly signal?: AbortSignal;
}

const BATCH = 10;
const BATCH_PAUSE_MS = 50;
const READY_PAUSE_MS = 500;
const COUNTER_WAIT_MS = 2500;
const KINDS = ['forward', 'reverse', 'unmatched'] as const;

/**
 * Never throws for packets that are lost or go astray: that is what the report says. The temporary flows are removed
 * whatever happens. Runs of one path take turns. Errors: VIM_PORT_FAILED for a missing port, SFC_BUNDLE_REFUSED.
 */
export function probePath(
  host: HostConnection,
  spec: PathSpec,
  options: ProbeOptions = {},
): Promise<ProbeReport> {
  const runs = running.get(host) ?? new Map<string, Promise<unknown>>();
  running.set(host, runs);
  const run = (runs.get(spec.pathId) ?? Promise.resolve()).then(() => runProbes(host, spec, options));
  const over = run.catch(() => undefined);
  runs.set(spec.pathId, over);
  void over.then(() => {
    if (runs.get(spec.pathId) === over) runs.delete(spec.pathId);
  });
  return run;
}

/** Runs of one path use the same temporary flows, so they take turns: an operation's proof and an operator's. */
const running = new WeakMap<HostConnection, Map<string, Promise<unknown>>>();

async function runProbes(host: HostConnection, spec: PathSpec, options: ProbeOptions): Promise<ProbeReport> {
  const started = Date.now();
  const count = Math.min(Math.max(1, options.count ?? 10), 200);
  const ofports = await readOfports(host, pathPorts(spec));
  const directions = directedPaths(spec, ofports);
  const [forward, reverse] = directions;
  const cookie = probeCookie(spec.forwardSpi) | BigInt(spec.generation);
  const run = randomInt(2 ** 31);
  const channel = await openOpenFlowChannel(host, spec.bridge);
  try {
    await applyBundle(
      host,
      spec.bridge,
      probeFlows(spec, forward).map((flow) => change.addFlow(cookie, flow)),
    );
    const countersBefore = await readCounters(host, spec, directions);
    const record = createProbeRecord(run, cookie);
    channel.onPacketIn(record.see);
    const send = (kind: ProbeKind, sequence: number) => {
      const id: ProbeId = { kind, run, sequence };
      const frame = buildProbe(sampleFor(spec, kind, sequence), probeMacs(kind, spec.forwardSpi), id);
      record.sent(id, frame);
      channel.packetOut(kind === 'reverse' ? reverse.from : forward.from, frame);
    };

    const readyAfterMs = await awaitReady(record, send, options, started);
    record.startCounting();
    const first = record.nextSequence();
    for (let sent = 0; sent < count; sent += BATCH) {
      options.signal?.throwIfAborted();
      for (let i = sent; i < Math.min(sent + BATCH, count); i++)
        for (const kind of KINDS) send(kind, first + i);
      await pause(BATCH_PAUSE_MS);
    }
    await channel.barrier();
    await record.all(options.timeoutMs ?? 10_000, options.signal);
    const countersAfter = await settledCounters(host, spec, directions, countersBefore, count);

    const names = new Map([...ofports].map(([name, ofport]) => [ofport, name]));
    const report = (kind: ProbeKind, path: DirectedPath, at: 0 | 1): DirectionReport => ({
      ...record.report(kind, {
        egress: path.to,
        macs: probeMacs(kind, spec.forwardSpi),
        hopExits: path.hops.map((hop) => (kind === 'unmatched' ? [hop.into, hop.outOf] : [hop.outOf])),
        portName: (ofport) => names.get(ofport) ?? `port ${ofport}`,
      }),
      hopCounters: path.hops.map((hop, i) => ({
        port: names.get(hop.into) ?? `port ${hop.into}`,
        before: countersBefore[at]?.[i] ?? 0,
        after: countersAfter[at]?.[i] ?? 0,
      })),
    });
    return {
      forward: report('forward', forward, 0),
      reverse: report('reverse', reverse, 1),
      unmatched: report('unmatched', forward, 0),
      readyAfterMs,
      durationMs: Date.now() - started,
      readFrom: `probe packets on ${spec.bridge}, ${spec.ingressSapPort} <-> ${spec.egressSapPort}`,
    };
  } finally {
    try {
      await applyBundle(host, spec.bridge, [change.deleteOwned(cookie)]);
    } finally {
      channel.close();
    }
  }
}

/** At the functions' ports: report and go on as ever. At the last table: report and go no further. */
function probeFlows(spec: PathSpec, forward: DirectedPath): Flow[] {
  const report = 'controller(max_len=65535)';
  return KINDS.flatMap((kind) => {
    const { source } = probeMacs(kind, spec.forwardSpi);
    return [
      { table: TABLE.egress, priority: 60000, match: `dl_src=${source}`, actions: report },
      ...forward.hops
        .flatMap((hop) => [hop.into, hop.outOf])
        .map((port) => ({
          table: TABLE.portType,
          priority: 60000,
          match: `in_port=${port},dl_src=${source}`,
          actions: `${report},set_field:${hex(spec.vlTag)}->reg4,goto_table:${TABLE.fromFunction}`,
        })),
    ];
  });
}

function sampleFor(spec: PathSpec, kind: ProbeKind, sequence: number): SampleFlow | null {
  const [rule] = spec.rules;
  if (kind === 'unmatched' || rule === undefined) return unmatchedSample(spec);
  return matchingSample(rule, kind, sequence);
}

async function awaitReady(
  record: ProbeRecord,
  send: (kind: ProbeKind, sequence: number) => void,
  options: ProbeOptions,
  started: number,
): Promise<number | null> {
  const deadline = started + (options.readyTimeoutMs ?? 0);
  for (let sequence = 0; Date.now() < deadline; sequence++) {
    options.signal?.throwIfAborted();
    send('forward', sequence);
    send('reverse', sequence);
    await record.all(READY_PAUSE_MS, options.signal);
    if (record.hasArrived('forward') && record.hasArrived('reverse')) return Date.now() - started;
  }
  return null;
}

/** Packets the next-hop table gave to each hop, per direction. */
async function readCounters(
  host: HostConnection,
  spec: PathSpec,
  directions: readonly DirectedPath[],
): Promise<number[][]> {
  const flows = ownedFlows(await readSwitch(host, spec.bridge), pathCookie(spec.forwardSpi, spec.generation));
  const packets = new Map(flows.filter((f) => f.table === TABLE.nextHop).map((f) => [f.match, f.packets]));
  return directions.map(({ spi, hops }) =>
    hops.map((_, i) => packets.get(`reg0=${pathIdentity(spi, i)}`) ?? 0),
  );
}

/** The switch adds the datapath's counts to a flow's only now and then. */
async function settledCounters(
  host: HostConnection,
  spec: PathSpec,
  directions: readonly DirectedPath[],
  before: readonly number[][],
  count: number,
): Promise<number[][]> {
  const deadline = Date.now() + COUNTER_WAIT_MS;
  for (;;) {
    const now = await readCounters(host, spec, directions);
    const settled = now.every((hops, d) => hops.every((n, i) => n - (before[d]?.[i] ?? 0) >= count));
    if (settled || Date.now() > deadline) return now;
    await pause(READY_PAUSE_MS);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
