/** TOSCA scalar-unit values (TOSCA Simple Profile 1.3, 3.3.6): a number and a unit, compared without case. */

const SIZE: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1e3,
  kib: 2 ** 10,
  mb: 1e6,
  mib: 2 ** 20,
  gb: 1e9,
  gib: 2 ** 30,
  tb: 1e12,
  tib: 2 ** 40,
};
const TIME: Readonly<Record<string, number>> = {
  d: 86400,
  h: 3600,
  m: 60,
  s: 1,
  ms: 1e-3,
  us: 1e-6,
  ns: 1e-9,
};
const FREQUENCY: Readonly<Record<string, number>> = { hz: 1, khz: 1e3, mhz: 1e6, ghz: 1e9 };
const BITRATE: Readonly<Record<string, number>> = {
  bps: 1,
  kbps: 1e3,
  kibps: 2 ** 10,
  mbps: 1e6,
  mibps: 2 ** 20,
  gbps: 1e9,
  gibps: 2 ** 30,
  tbps: 1e12,
  tibps: 2 ** 40,
};

export type UnitKind = 'size' | 'time' | 'frequency' | 'bitrate';
const UNITS: Readonly<Record<UnitKind, Readonly<Record<string, number>>>> = {
  size: SIZE,
  time: TIME,
  frequency: FREQUENCY,
  bitrate: BITRATE,
};
/** Units that people write and TOSCA does not have. */
const NEAR_SIZE: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9, t: 1e12 };

/** Longer texts are no number, and matching them would take quadratic time. */
const MAX_LENGTH = 100;

export interface ScalarUnit {
  /** In bytes, seconds, hertz or bit/s. */
  readonly value: number;
  /** False where the unit is missing or only resembles one (`256G`): a guess that lenient readers may use. */
  readonly standard: boolean;
}

/** Reads `2 GiB`, `512mb`, `0.5 s`; undefined for what is no number with a unit. */
export function parseScalarUnit(kind: UnitKind, text: string): ScalarUnit | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const m = /^\s*(\d+(?:\.\d+)?(?:e[+-]?\d+)?)\s*([a-z]*)\s*$/i.exec(text);
  if (m === null) return undefined;
  const amount = Number(m[1]);
  const unit = (m[2] ?? '').toLowerCase();
  const factor = UNITS[kind][unit];
  if (factor !== undefined) return { value: amount * factor, standard: true };
  const near = kind === 'size' ? NEAR_SIZE[unit] : unit === '' ? 1 : undefined;
  return near === undefined ? undefined : { value: amount * near, standard: false };
}

/** Size in MiB, rounded up so that a demand is never made smaller; undefined for no size. */
export function sizeInMiB(text: string): number | undefined {
  const size = parseScalarUnit('size', text);
  return size === undefined ? undefined : Math.ceil(size.value / 2 ** 20);
}

/**
 * A page size in KiB. Hardware pages are powers of two, so `2 MB` (as HPA writes it) and `2 MiB` are the same page.
 * Undefined where no page of that size exists.
 */
export function pageSizeInKiB(text: string): number | undefined {
  const m = text.length > MAX_LENGTH ? null : /^\s*(\d+)\s*(k|m|g)i?b?\s*$/i.exec(text);
  if (m === null) return undefined;
  const factor = { k: 1, m: 1024, g: 1024 * 1024 }[(m[2] ?? 'k').toLowerCase() as 'k' | 'm' | 'g'];
  const kib = Number(m[1]) * factor;
  return Number.isSafeInteger(kib) && kib >= 4 && Number.isInteger(Math.log2(kib)) ? kib : undefined;
}
