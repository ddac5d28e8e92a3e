/**
 * What the REST layer needs done by others. The composition (services/processes) implements these with the workflow
 * engine, the planner and the VIM; the API itself touches no host and starts no workflow.
 */
import type { Queryable } from '#kernel/database.ts';
import type { NsPlan } from '../plan/model.ts';
import type { OnFailure } from '../store/operations.ts';
import type { ProofReportBody } from './schemas/hosts.ts';
import type { InstantiateNsRequest } from './schemas/network-services.ts';

/** Starts and steers operations. Every start is idempotent by nsLcmOpOccId. */
export interface OrchestrationPort {
  startInstantiate(start: {
    readonly nsLcmOpOccId: string;
    readonly nsInstanceId: string;
    readonly planHash: string;
    readonly onFailure: OnFailure;
  }): Promise<void>;
  startTerminate(start: {
    readonly nsLcmOpOccId: string;
    readonly nsInstanceId: string;
    readonly planHash: string;
  }): Promise<void>;
  /** These three throw NFVO_OPERATION_STATE where the operation is not in FAILED_TEMP or cannot do it. */
  retry(nsLcmOpOccId: string): Promise<void>;
  rollback(nsLcmOpOccId: string): Promise<void>;
  fail(nsLcmOpOccId: string): Promise<void>;
}

export interface PlannedNs {
  readonly plan: NsPlan;
  /** What `ovs-ofctl` will be given, one text a flow, for each host. */
  readonly flows: readonly {
    readonly hostId: string;
    readonly hostName: string;
    readonly flows: readonly string[];
  }[];
}

/** Pure but for reading descriptors, inventories and the ledger: planning twice in an unchanged world gives one hash. */
export interface PlanningPort {
  /** Throws NFVO_PLACEMENT_REFUSED with the reasons per host in its facts. */
  planInstantiation(nsInstanceId: string, request: InstantiateNsRequest): Promise<PlannedNs>;
}

export interface AddHost {
  readonly hostId: string;
  readonly name: string;
  readonly url: string;
  readonly privateKey: string;
  readonly hostKeySha256?: string | undefined;
  readonly physicalNetworks: Readonly<Record<string, readonly string[]>>;
}

/** What the first login showed. */
export interface SeenHost {
  readonly hostKeySha256: string;
  readonly inventory: unknown;
}

export type ProofFormat = 'text' | 'junit';

export interface InfrastructurePort {
  /**
   * Logs in, checks that the host is fit, reads its inventory and prepares it, then has the caller register it.
   * Where any of that throws, `register` included, nothing is left on the host.
   */
  addHost<T>(host: AddHost, register: (seen: SeenHost) => Promise<T>): Promise<T>;
  /** Closes the login and stops the host's worker; removing what is not there succeeds. */
  removeHost(hostId: string): Promise<void>;
  /** All that can differ on a host before and after a service: domains, ports, flows, files, VF settings, pages. */
  snapshot(hostId: string): Promise<unknown>;
  /** Reads every claim of the NS's plan back now; the caller stores the report. */
  prove(nsInstanceId: string): Promise<ProofReportBody>;
  formatProof(report: ProofReportBody, format: ProofFormat): string;
}

/** The VNFM's part of a transaction that begins or ends a network service. */
export interface VnfInstancesPort {
  registerVnfInstances(tx: Queryable, nsInstanceId: string, vnfs: readonly NewVnfIdentity[]): Promise<void>;
  removeVnfInstances(tx: Queryable, nsInstanceId: string): Promise<void>;
}

export interface NewVnfIdentity {
  readonly id: string;
  readonly nsInstanceId: string;
  readonly vnfProfileId: string;
  readonly vnfdId: string;
  readonly vnfPkgId: string;
  readonly provider: string;
  readonly productName: string;
  readonly softwareVersion: string;
  readonly vnfdVersion: string;
  readonly instantiatedVnfInfo: {
    readonly flavourId: string;
    readonly vnfcResourceInfo: readonly {
      readonly id: string;
      readonly vduId: string;
      readonly computeResource: { readonly vimConnectionId: string; readonly resourceId: string };
      readonly vnfcCpInfo: readonly { readonly id: string; readonly cpdId: string }[];
    }[];
  };
}

export interface NfvoPorts {
  readonly orchestration: OrchestrationPort;
  readonly planning: PlanningPort;
  readonly infrastructure: InfrastructurePort;
  readonly vnfInstances: VnfInstancesPort;
}
