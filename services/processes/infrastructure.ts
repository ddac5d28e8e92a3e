/** The REST layer's door to the VIM: hosts come and go, snapshots, proofs. */

import type { Database } from '#kernel/database.ts';
import { NetwrightError } from '#kernel/errors.ts';
import type { InfrastructurePort } from '#nfvo/api/ports.ts';
import { nfvoErrors } from '#nfvo/errors.ts';
import type { NsPlan } from '#nfvo/plan/model.ts';
import { loadNsInstance } from '#nfvo/store/ns-instances.ts';
import { prepareHost, releaseHost } from '#vim/host/prepare.ts';
import { snapshotHost } from '#vim/host/snapshot.ts';
import { connectSsh } from '#vim/host/ssh-connection.ts';
import { discoverHost } from '#vim/inventory/discover.ts';
import { forgetHostPools } from '#vim/ledger/pools.ts';
import { formatProof } from '#vim/proof/format.ts';
import type { HostFleet } from './host-fleet.ts';
import type { HostLogins } from './host-logins.ts';
import { provePlan } from './proof.ts';

export interface InfrastructureDependencies {
  readonly db: Database;
  readonly logins: HostLogins;
  readonly fleet: HostFleet;
  loadPlan(planHash: string): Promise<NsPlan>;
}

export function createInfrastructure(deps: InfrastructureDependencies): InfrastructurePort {
  return {
    addHost: async (host, register) => {
      const connection = await connectSsh({ ...host });
      try {
        // First only to see that the host is fit: an unfit one is left as it is.
        await discoverHost(connection);
        try {
          await prepareHost(connection);
          await deps.fleet.join(host.hostId);
          const inventory = await discoverHost(connection);
          return await register({ hostKeySha256: connection.hostKeySha256, inventory });
        } catch (error) {
          // Why it failed is what matters; what cannot be cleaned now is cleaned when the host is added again.
          await deps.fleet.leave(host.hostId).catch(() => undefined);
          await releaseHost(connection).catch(() => undefined);
          throw error;
        }
      } finally {
        await connection.close();
      }
    },
    removeHost: async (hostId) => {
      await forgetHostPools(deps.db, hostId);
      await releaseHost(await deps.logins.get(hostId));
      await deps.fleet.leave(hostId);
    },
    snapshot: async (hostId) => snapshotHost(await deps.logins.get(hostId)),
    prove: async (nsInstanceId) => {
      const ns = await loadNsInstance(deps.db, nsInstanceId);
      if (ns.planHash === null) {
        throw new NetwrightError(nfvoErrors.NFVO_NS_STATE, `NS instance ${ns.name} is not instantiated.`);
      }
      const plan = await deps.loadPlan(ns.planHash);
      const report = await provePlan(plan, deps.logins.get, {
        signal: AbortSignal.timeout(5 * 60_000),
        progress: () => undefined,
      });
      return { ...report, results: report.results.map((r) => ({ ...r })) };
    },
    formatProof: (report, format) => formatProof(report, format),
  };
}
