/** What the host activities need of store and register. */
import type { Database } from '#kernel/database.ts';
import { NetwrightError } from '#kernel/errors.ts';
import type { NsPlan } from '#nfvo/plan/model.ts';
import { setHostInventory } from '#nfvo/store/hosts.ts';
import { findLatestProof, saveProof } from '#nfvo/store/proof-reports.ts';
import { loadVnfPackage } from '#nfvo/store/vnf-packages.ts';
import { vimErrors } from '#vim/errors.ts';
import { prepareHost } from '#vim/host/prepare.ts';
import { discoverHost } from '#vim/inventory/discover.ts';
import type { ProofReport } from '#vim/proof/model.ts';
import type { ActivityShell } from './activity-shell.ts';
import { planMisfits } from './host-check.ts';
import { assertHolds, type Connect, proveOnHost, reportOf } from './proof.ts';
import type { VimActivityDependencies } from './vim-activities.ts';

export interface VimSources {
  readonly db: Database;
  readonly shell: ActivityShell;
  readonly connection: Connect;
  loadPlan(planHash: string): Promise<NsPlan>;
}

export function createVimDependencies({
  db,
  shell,
  connection,
  loadPlan,
}: VimSources): VimActivityDependencies {
  return {
    shell,
    connection,
    loadPlan,
    imagePath: async (image) => {
      const found = (await loadVnfPackage(db, image.vnfPkgId)).images.find((i) => i.sha256 === image.sha256);
      if (!found) {
        throw new NetwrightError(
          vimErrors.VIM_IMAGE_MISSING,
          `VNF package ${image.vnfPkgId} has no image with SHA-256 ${image.sha256} (${image.artifactPath}).`,
        );
      }
      return found.file;
    },
    checkHost: async (plan, hostId, host) => {
      // After a reboot the runtime folder is gone; on a host that has everything this changes nothing.
      await prepareHost(host);
      const inventory = await discoverHost(host);
      await setHostInventory(db, hostId, inventory);
      const misfits = planMisfits(plan, hostId, inventory);
      if (misfits.length > 0) {
        throw new NetwrightError(
          vimErrors.VIM_HOST_CHANGED,
          `Host ${inventory.hostname} no longer fits the plan: ${misfits.join('; ')}.`,
          { facts: { misfits } },
        );
      }
    },
    prove: async (plan, hostId, context) => {
      const started = Date.now();
      const results = await proveOnHost(plan, hostId, connection, context);
      // Hosts are proven side by side: each puts its results into the report the others left.
      const report = await db.transaction(async (tx) => {
        await tx.query('SELECT id FROM ns_instance WHERE id = $1 FOR UPDATE', [plan.nsInstanceId]);
        const before = (await findLatestProof(tx, plan.nsInstanceId)) as ProofReport | undefined;
        const here = new Set(plan.claims.filter((c) => c.hostId === hostId).map((c) => c.claimId));
        const others =
          before?.planHash === plan.hash ? before.results.filter((r) => !here.has(r.claimId)) : [];
        const merged = reportOf(plan, [...others, ...results], started);
        await saveProof(tx, merged);
        return merged;
      });
      assertHolds({ ...report, results: report.results.filter((r) => results.includes(r)) });
    },
  };
}
