/**
 * A world for workflow tests: every resource is an entry in a set, a fault can hit any activity before or after it
 * took effect. Only the hosts are simulated; Temporal, the workers and the workflows are the real ones.
 */
import { ApplicationFailure } from '@temporalio/common';
import type {
  NfvoActivities,
  NsOperationState,
  OperationFailure,
  PlanOutline,
  VimActivities,
} from '#workflows/activities.ts';

export interface Fault {
  /** `createVnfc:c1`, as `<activity>:<id>`. */
  readonly at: string;
  readonly when: 'before' | 'after';
  /** How many calls fail; Infinity for good. */
  times: number;
  readonly retryable: boolean;
}

export const outline: PlanOutline = {
  planHash: 'p1',
  nsInstanceId: 'ns1',
  hostIds: ['h1'],
  vnfs: [
    { vnfInstanceId: 'v1', vnfProfileId: 'firewall', vnfcs: [{ vnfcId: 'c1', hostId: 'h1' }] },
    { vnfInstanceId: 'v2', vnfProfileId: 'monitor', vnfcs: [{ vnfcId: 'c2', hostId: 'h1' }] },
  ],
  saps: [{ sapId: 's1', hostId: 'h1' }],
  virtualLinks: [{ vlId: 'l1', hostId: 'h1' }],
  paths: [{ pathId: 'n1', hostId: 'h1' }],
};

export class SimulatedWorld {
  readonly resources = new Set<string>();
  readonly calls: string[] = [];
  readonly states: NsOperationState[] = [];
  failure: OperationFailure | undefined;
  nsState = 'NOT_INSTANTIATED';
  fault: Fault | undefined;
  /** Milliseconds each host activity takes. */
  delayMs = 0;

  readonly nfvo: NfvoActivities = {
    loadOutline: async () => outline,
    reserveAllocations: () => this.#act('reserve', '', () => this.resources.add('reservation')),
    releaseAllocations: () => this.#act('release', '', () => this.resources.delete('reservation')),
    setOperationState: async (_ref, state, failure) => {
      this.states.push(state);
      this.failure = failure;
    },
    setVnfState: async () => {},
    setNsState: async (_ref, state) => {
      this.nsState = state;
    },
  };

  readonly vim: VimActivities = {
    checkHost: (_ref, id) => this.#act('checkHost', id, () => {}),
    createVnfc: (_ref, id) => this.#act('createVnfc', id, () => this.resources.add(`vnfc:${id}`)),
    releaseVnfc: (_ref, id) => this.#act('releaseVnfc', id, () => this.resources.delete(`vnfc:${id}`)),
    createSap: (_ref, id) => this.#act('createSap', id, () => this.resources.add(`sap:${id}`)),
    releaseSap: (_ref, id) => this.#act('releaseSap', id, () => this.resources.delete(`sap:${id}`)),
    createVirtualLink: (_ref, id) => this.#act('createVirtualLink', id, () => this.resources.add(`vl:${id}`)),
    releaseVirtualLink: (_ref, id) =>
      this.#act('releaseVirtualLink', id, () => this.resources.delete(`vl:${id}`)),
    createPath: (_ref, id) => this.#act('createPath', id, () => this.resources.add(`path:${id}`)),
    releasePath: (_ref, id) => this.#act('releasePath', id, () => this.resources.delete(`path:${id}`)),
    proveHost: (_ref, id) => this.#act('proveHost', id, () => {}),
  };

  async #act(activity: string, id: string, effect: () => void): Promise<void> {
    const name = id === '' ? activity : `${activity}:${id}`;
    this.calls.push(name);
    if (this.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, this.delayMs));
    const hit = this.fault?.at === name && this.fault.times > 0;
    if (hit && this.fault?.when === 'before') this.#fail(name);
    effect();
    if (hit) this.#fail(name);
  }

  #fail(name: string): never {
    const fault = this.fault as Fault;
    fault.times--;
    throw ApplicationFailure.create({
      message: `fault at ${name}`,
      type: 'TEST_FAULT',
      nonRetryable: !fault.retryable,
      details: [{ stepId: name }],
    });
  }
}
