/**
 * Host work on behalf of workflows: finds the piece of the plan an activity names and hands it to the VIM as a
 * spec. The plan's shapes are the VIM's shapes, which the compiler checks here, where the two meet.
 */
import { ApplicationFailure } from '@temporalio/common';
import type { NsPlan, VnfcPlan } from '#nfvo/plan/model.ts';
import { createVnfc, releaseVnfc } from '#vim/compute/vnfc.ts';
import { createPath, releasePath } from '#vim/dataplane/path.ts';
import { createVirtualLink, releaseVirtualLink } from '#vim/dataplane/virtual-link.ts';
import type { HostConnection } from '#vim/host/connection.ts';
import type { OperationContext } from '#vim/model.ts';
import { createSap, releaseSap } from '#vim/network/sap-port.ts';
import type { PlanRef, VimActivities } from '#workflows/activities.ts';
import type { ActivityShell } from './activity-shell.ts';

export interface VimActivityDependencies {
  readonly shell: ActivityShell;
  connection(hostId: string): Promise<HostConnection>;
  loadPlan(planHash: string): Promise<NsPlan>;
  /** Path of the image on this machine. */
  imagePath(image: VnfcPlan['image']): Promise<string>;
  /** Throws where the host is not what it was when the plan was made. */
  checkHost(plan: NsPlan, hostId: string, host: HostConnection): Promise<void>;
  /** Proves the plan's claims on this host, stores the report, throws VIM_CLAIM_BROKEN if one is broken. */
  prove(plan: NsPlan, hostId: string, context: OperationContext): Promise<void>;
}

export function createVimActivities(deps: VimActivityDependencies): VimActivities {
  const { shell, connection, loadPlan } = deps;
  /** Finds `id` in the plan, opens the host it is on, and runs `work` inside the shell as step `verb:id`. */
  const onPlanned =
    <T extends { readonly hostId: string }>(
      verb: string,
      find: (plan: NsPlan, id: string) => T | undefined,
      work: (host: HostConnection, item: T, context: OperationContext) => Promise<unknown>,
    ) =>
    (ref: PlanRef, id: string): Promise<void> =>
      shell.run(ref, `${verb}:${id}`, async (context) => {
        const item = find(await loadPlan(ref.planHash), id);
        if (!item)
          throw ApplicationFailure.nonRetryable(`the plan has no ${id} to ${verb}`, 'PLAN_ITEM_UNKNOWN');
        await work(await connection(item.hostId), item, context);
      });

  const vnfc = (plan: NsPlan, id: string) => plan.vnfs.flatMap((v) => v.vnfcs).find((c) => c.vnfcId === id);
  const sap = (plan: NsPlan, id: string) => plan.saps.find((s) => s.sapId === id);
  const link = (plan: NsPlan, id: string) => plan.virtualLinks.find((l) => l.vlId === id);
  const path = (plan: NsPlan, id: string) => plan.paths.find((p) => p.pathId === id);

  return {
    checkHost: (ref, hostId) =>
      shell.run(ref, `checkHost:${hostId}`, async () =>
        deps.checkHost(await loadPlan(ref.planHash), hostId, await connection(hostId)),
      ),
    createVnfc: onPlanned('createVnfc', vnfc, async (host, item, context) =>
      createVnfc(host, item, { imagePath: await deps.imagePath(item.image) }, context),
    ),
    releaseVnfc: onPlanned('releaseVnfc', vnfc, releaseVnfc),
    createSap: onPlanned('createSap', sap, createSap),
    releaseSap: onPlanned('releaseSap', sap, releaseSap),
    createVirtualLink: onPlanned('createVirtualLink', link, createVirtualLink),
    releaseVirtualLink: onPlanned('releaseVirtualLink', link, releaseVirtualLink),
    createPath: onPlanned('createPath', path, createPath),
    releasePath: onPlanned('releasePath', path, releasePath),
    proveHost: (ref, hostId) =>
      shell.run(ref, `prove:${hostId}`, async (context) => {
        await deps.prove(await loadPlan(ref.planHash), hostId, context);
      }),
  };
}
