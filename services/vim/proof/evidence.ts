/** What one proof reads from one host, each piece once however many claims ask for it. */
import { NetwrightError } from '#kernel/errors.ts';
import { vimErrors } from '../errors.ts';
import type { HostConnection } from '../host/connection.ts';
import type { OperationContext, PathSpec, VirtualLinkSpec, VnfcSpec } from '../model.ts';
import { type HostReading, readHostFacts } from './host-reading.ts';
import { type ImageReading, readBaseImage } from './image-reading.ts';
import type { ClaimInput } from './model.ts';
import { type PathReading, type ProbeSettings, readPath } from './path-reading.ts';
import { readVnfcProcess, type VnfcReading } from './vnfc-reading.ts';

export interface ProofInput {
  readonly claims: readonly ClaimInput[];
  readonly vnfcs: readonly VnfcSpec[];
  readonly paths: readonly PathSpec[];
  readonly virtualLinks: readonly VirtualLinkSpec[];
  /**
   * How long a path's functions may take to forward the first packet before it counts as lost; default 10 000. More
   * right after the VMs were started, since a guest's bridge is up later than its ports.
   */
  readonly readyTimeoutMs?: number;
}

const READY_TIMEOUT_MS = 10_000;
/** Probes where no claim says how many. */
const PROBE_COUNT = 10;

export interface Evidence {
  readonly hostId: string;
  host(): Promise<HostReading>;
  vnfc(claim: ClaimInput): Promise<VnfcReading>;
  baseImage(claim: ClaimInput): Promise<ImageReading>;
  path(claim: ClaimInput): PathReading;
}

/** Nothing is read before a claim asks for it. */
export function gatherEvidence(host: HostConnection, input: ProofInput, ctx: OperationContext): Evidence {
  const vnfcs = new Map(input.vnfcs.map((vnfc) => [vnfc.vnfcId, vnfc]));
  const paths = new Map(input.paths.map((path) => [path.pathId, path]));
  const vfPorts = input.vnfcs.flatMap((vnfc) => vnfc.ports).filter((port) => port.kind === 'sriov-vf');
  const readings = new Map<string, Promise<VnfcReading>>();
  const images = new Map<string, Promise<ImageReading>>();
  const pathReadings = new Map<string, PathReading>();
  const turns = { last: Promise.resolve() as Promise<unknown> };
  let hostReading: Promise<HostReading> | undefined;

  const evidence: Evidence = {
    hostId: host.hostId,
    host: () => {
      hostReading ??= readHostFacts(
        host,
        {
          pfNames: [...vfPorts.map((port) => port.pfName), ...claimed(input.claims, 'pfName')],
          vfAddresses: [...vfPorts.map((port) => port.vfAddress), ...claimed(input.claims, 'vfAddress')],
        },
        ctx.signal,
      );
      return hostReading;
    },
    vnfc: (claim) => {
      const spec = subject(claim, 'VNFC', claim.vnfcId, vnfcs);
      return remember(readings, spec.vnfcId, () => readVnfcProcess(host, spec, ctx.signal));
    },
    baseImage: (claim) => {
      const spec = subject(claim, 'VNFC', claim.vnfcId, vnfcs);
      return remember(images, spec.vnfcId, async () => readBaseImage(host, await evidence.vnfc(claim), ctx));
    },
    path: (claim) => {
      const spec = subject(claim, 'path', claim.pathId, paths);
      return remember(pathReadings, spec.pathId, () =>
        readPath(host, spec, probeSettings(input, spec.pathId), turns, ctx),
      );
    },
  };
  return evidence;
}

/** One run of probes serves all claims of a path, so it is as long as the most demanding one asks. */
function probeSettings(input: ProofInput, pathId: string): ProbeSettings {
  const counts = input.claims
    .filter((claim) => claim.pathId === pathId)
    .map((claim) => (claim.expected as { count?: unknown } | null)?.count)
    .filter((count) => typeof count === 'number');
  return {
    count: counts.length === 0 ? PROBE_COUNT : Math.max(...counts),
    readyTimeoutMs: input.readyTimeoutMs ?? READY_TIMEOUT_MS,
  };
}

function remember<T>(known: Map<string, T>, key: string, make: () => T): T {
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = make();
  known.set(key, made);
  return made;
}

/** String values of one property over all expectations: a claim may name a PF or VF that no spec has. */
function claimed(claims: readonly ClaimInput[], property: string): string[] {
  return claims
    .map((claim) => (claim.expected as Record<string, unknown> | null)?.[property])
    .filter((value) => typeof value === 'string');
}

function subject<T>(
  claim: ClaimInput,
  noun: string,
  id: string | undefined,
  known: ReadonlyMap<string, T>,
): T {
  const found = id === undefined ? undefined : known.get(id);
  if (found === undefined) {
    throw new NetwrightError(
      vimErrors.VIM_COMMAND_FAILED,
      `Claim ${claim.claimId} names ${noun} ${id ?? '(none)'}, which is not part of what is to be proven`,
    );
  }
  return found;
}
