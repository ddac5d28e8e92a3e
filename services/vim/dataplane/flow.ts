/** Flows and groups as data: in the switch's own text form, so that what is compiled and what is dumped compare. */
export interface Flow {
  readonly table: number;
  readonly priority: number;
  /** Comma-separated terms with numbers, e.g. `tcp,in_port=1,tp_dst=80`; empty matches all. */
  readonly match: string;
  readonly actions: string;
}

export interface Group {
  readonly id: number;
  /** Everything after `group_id=N,`. */
  readonly definition: string;
}

/** Everything one path or link has on one bridge. All flows bear `cookie`: owner in the upper half, generation below. */
export interface FlowBundle {
  readonly bridge: string;
  readonly cookie: bigint;
  /** Carry packets once they are classified; harmless before that. */
  readonly flows: readonly Flow[];
  /** Put packets onto the flows above; installed last. */
  readonly entry: readonly Flow[];
  readonly groups: readonly Group[];
}

/** A flow as the switch holds it. */
export interface InstalledFlow extends Flow {
  readonly cookie: bigint;
  readonly packets: number;
}

export const TABLE = {
  portType: 0,
  classify: 10,
  nextHop: 20,
  fromFunction: 30,
  direct: 60,
  egress: 70,
} as const;

const GENERATION_BITS = 32n;
export const OWNER_MASK = 0xffffffff00000000n;

/** Cookie of a path: its forward SPI (24 bits) and generation. */
export function pathCookie(forwardSpi: number, generation: number): bigint {
  return (BigInt(forwardSpi) << GENERATION_BITS) | BigInt(generation);
}

/** Cookie of a virtual link: bit 31 of the upper half tells it from a path. */
export function linkCookie(tag: number, generation: number): bigint {
  return (BigInt(0x80000000 + tag) << GENERATION_BITS) | BigInt(generation);
}

/** Cookie of the temporary flows of probes of that path. */
export function probeCookie(forwardSpi: number): bigint {
  return BigInt(0xc0000000 + forwardSpi) << GENERATION_BITS;
}

export function generationOf(cookie: bigint): number {
  return Number(cookie & ~OWNER_MASK & 0xffffffffffffffffn);
}

/** Two flows with one key cannot both be in a switch: the later replaces the earlier. */
export function flowKey(flow: Flow): string {
  return `table=${flow.table},priority=${flow.priority},${sortedTerms(flow.match)}`;
}

/** Equal for flows that do the same to the same packets. */
export function flowIdentity(flow: Flow): string {
  return `${flowKey(flow)} actions=${flow.actions}`;
}

/** For people and for `ovs-ofctl`, without cookie. */
export function flowText(flow: Flow): string {
  const match = flow.match === '' ? '' : `,${flow.match}`;
  return `table=${flow.table},priority=${flow.priority}${match} actions=${flow.actions}`;
}

export function hex(value: number | bigint): string {
  return `0x${value.toString(16)}`;
}

function sortedTerms(match: string): string {
  return match.split(',').sort().join(',');
}
