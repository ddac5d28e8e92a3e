/** What a run of probes tells. */
export interface ProbeTrail {
  /** Ports by which functions gave the packet back, in order; empty where it went straight. */
  readonly ports: readonly string[];
  readonly packets: number;
}

export interface DirectionReport {
  readonly sent: number;
  readonly received: number;
  readonly lost: number;
  /** Arrived more than once, above the first time. */
  readonly duplicates: number;
  /** Of the received: payload, addresses, ports or MACs are not those sent. */
  readonly altered: number;
  /** Would have left by another port than the SAP of the other end. */
  readonly misdirected: number;
  /** Each once, ascending. */
  readonly dscps: readonly number[];
  readonly ttls: readonly number[];
  /** How the packets went, most frequent first; lost ones with the part that was seen. */
  readonly trails: readonly ProbeTrail[];
  /** The port each received packet came to the last table from, each once. */
  readonly lastHopPorts: readonly string[];
  /** Probes given back by each hop, in this direction's order (unmatched: forward order). */
  readonly hopPackets: readonly number[];
  /** The next-hop table's own counters per hop, all traffic included, in this direction's order. */
  readonly hopCounters: readonly { readonly port: string; readonly before: number; readonly after: number }[];
}

export interface ProbeReport {
  readonly forward: DirectionReport;
  readonly reverse: DirectionReport;
  /** Packets no rule of the path matches, sent from the ingress SAP. */
  readonly unmatched: DirectionReport;
  /** Milliseconds until the functions forwarded both ways; null where that was not waited for or never happened. */
  readonly readyAfterMs: number | null;
  readonly durationMs: number;
  readonly readFrom: string;
}
