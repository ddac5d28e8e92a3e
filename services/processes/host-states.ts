/** What every host is now and what the ledger says is taken on it, for placement. */
import type { Database } from '#kernel/database.ts';
import { describeError } from '#kernel/errors.ts';
import { type ComputeHost, setHostInventory } from '#nfvo/store/hosts.ts';
import { discoverHost } from '#vim/inventory/discover.ts';
import { allocatedOn } from '#vim/ledger/allocated.ts';
import { declareHostPools } from '#vim/ledger/pools.ts';
import type { HostInventory } from '#vim/model.ts';
import type { HostState } from '#vim/placement/model.ts';
import type { Connect } from './proof.ts';

/** Hosts are asked side by side; one that cannot be reached is `reachable: false` with its inventory of before. */
export async function readHostStates(
  db: Database,
  hosts: readonly ComputeHost[],
  connect: Connect,
): Promise<HostState[]> {
  return Promise.all(
    hosts.map(async (host) => {
      let problem: string | undefined;
      const fresh = await connect(host.id)
        .then(discoverHost)
        .catch((error: unknown) => {
          problem = describeError(error);
          return undefined;
        });
      if (fresh) {
        await setHostInventory(db, host.id, fresh);
        await declareHostPools(db, host.id, fresh);
      }
      return {
        hostId: host.id,
        name: host.name,
        reachable: fresh !== undefined,
        problem,
        inventory: fresh ?? (host.inventory as HostInventory),
        physicalNetworks: host.physicalNetworks,
        allocated: await allocatedOn(db, host.id),
      };
    }),
  );
}
