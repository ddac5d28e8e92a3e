/** What a plan is made from: descriptors, the answer of placement, the hosts it names and free numbers. */
import { NetwrightError } from '#kernel/errors.ts';
import { planErrors } from './errors.ts';
import type { NsToPlan } from './resolve-ns.ts';

/** What placement chose for one VNFC; its own answer has this shape. */
export interface PlacedVnfc {
  readonly key: string;
  readonly hostId: string;
  readonly cell: number;
  readonly vcpuPins: readonly number[] | null;
  readonly siblingCpus: readonly number[];
  readonly sharedCpus: readonly number[];
  readonly emulatorCpus: readonly number[];
  readonly pageCount: number;
  readonly vfs: readonly {
    readonly key: string;
    readonly pfName: string;
    readonly vfIndex: number;
    readonly vfAddress: string;
  }[];
}

export interface PlanHost {
  readonly virtType: 'kvm' | 'qemu';
  readonly bridge: string;
  /** Never given to guests; only checked against. */
  readonly pmdCpus: readonly number[];
  /** Free numbers on the host, at least as many as `nsDemand` asked for. */
  readonly virtualLinkTags: readonly number[];
  readonly servicePathIds: readonly number[];
}

export interface NsPlanInput extends NsToPlan {
  readonly nsInstanceId: string;
  readonly nsdInfoId: string;
  readonly nsdPackageName: string;
  /** Grows with every instantiation of the NS instance; hosts drop commands of older ones. */
  readonly generation: number;
  readonly placement: { readonly vnfcs: readonly PlacedVnfc[]; readonly reasons: readonly string[] };
  readonly hosts: ReadonlyMap<string, PlanHost>;
  /** MACs that live already, in lower case. */
  readonly usedMacs: ReadonlySet<string>;
}

/** The bridge every host gets when it is added. */
export const planBridge = 'br-nfv';

/** Id of a thing by its name within this generation of the NS instance. */
export type IdOf = (...name: string[]) => string;

export function planHost(input: NsPlanInput, hostId: string): PlanHost {
  const host = input.hosts.get(hostId);
  if (host === undefined)
    throw new NetwrightError(
      planErrors.NFVO_PLAN_INVALID,
      `The plan names host ${hostId}, which is not known.`,
    );
  return host;
}
