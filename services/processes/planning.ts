/**
 * Planning an instantiation: reads descriptors, asks every host what it is now, asks the ledger what is taken, and
 * hands all of it to the pure planners. Nothing is changed but the register's copy of the inventories.
 */
import type { Database } from '#kernel/database.ts';
import { NetwrightError } from '#kernel/errors.ts';
import type { PlannedNs, PlanningPort } from '#nfvo/api/ports.ts';
import type { InstantiateNsRequest } from '#nfvo/api/schemas/network-services.ts';
import { nfvoErrors } from '#nfvo/errors.ts';
import { nsDemand, placementRefused } from '#nfvo/plan/demand.ts';
import { planBridge } from '#nfvo/plan/input.ts';
import type { NsPlan } from '#nfvo/plan/model.ts';
import { buildNsPlan } from '#nfvo/plan/ns-plan.ts';
import type { NsToPlan, OnboardedVnf, SapAttachment } from '#nfvo/plan/resolve-ns.ts';
import { planHostIds } from '#nfvo/plan/steps.ts';
import { type ComputeHost, listHosts } from '#nfvo/store/hosts.ts';
import { loadNsDescriptor, type NsDescriptor } from '#nfvo/store/ns-descriptors.ts';
import { loadNsInstance } from '#nfvo/store/ns-instances.ts';
import { listOperations } from '#nfvo/store/operations.ts';
import { findOnboardedVnfPackages } from '#nfvo/store/vnf-packages.ts';
import { previewPath, previewVirtualLink } from '#vim/dataplane/preview.ts';
import { usedMacs } from '#vim/ledger/allocated.ts';
import { freeNumbers } from '#vim/ledger/numbers.ts';
import { place } from '#vim/placement/place.ts';
import { readHostStates } from './host-states.ts';
import type { Connect } from './proof.ts';

export function createPlanning(db: Database, connect: Connect): PlanningPort {
  return {
    planInstantiation: (nsInstanceId, request) => planInstantiation(db, connect, nsInstanceId, request),
  };
}

async function planInstantiation(
  db: Database,
  connect: Connect,
  nsInstanceId: string,
  request: InstantiateNsRequest,
): Promise<PlannedNs> {
  const ns = await loadNsInstance(db, nsInstanceId);
  const descriptor = await loadNsDescriptor(db, ns.nsdInfoId);
  const hosts = await listHosts(db);
  const toPlan = await readDescriptors(db, descriptor, readAttachments(request, hosts));
  const demand = nsDemand(toPlan);
  const states = await readHostStates(db, hosts, connect);
  const placement = place(demand.placement, states);
  if (placement.kind === 'refused') throw placementRefused(placement.hosts);

  const planHosts = await Promise.all(
    states.map(async ({ hostId, inventory }) => {
      const wanted = demand.numbers.find((n) => n.hostId === hostId);
      return [
        hostId,
        {
          virtType: inventory.virtType,
          bridge: planBridge,
          pmdCpus: inventory.ovs.pmdCpus,
          virtualLinkTags: await freeNumbers(db, hostId, 'vl-tag', wanted?.virtualLinkTags ?? 0),
          servicePathIds: await freeNumbers(db, hostId, 'spi', wanted?.servicePathIds ?? 0),
        },
      ] as const;
    }),
  );
  const plan = buildNsPlan({
    ...toPlan,
    nsInstanceId,
    nsdInfoId: descriptor.id,
    nsdPackageName: descriptor.packageName ?? descriptor.id,
    generation: await nextGeneration(db, nsInstanceId),
    placement,
    hosts: new Map(planHosts),
    usedMacs: await usedMacs(db),
  });
  return { plan, flows: previewFlows(plan, hosts) };
}

async function readDescriptors(
  db: Database,
  descriptor: NsDescriptor,
  sapAttachments: ReadonlyMap<string, SapAttachment>,
): Promise<NsToPlan> {
  const { nsd } = descriptor;
  if (nsd === null) {
    throw new NetwrightError(nfvoErrors.NFVO_PACKAGE_STATE, `NSD ${descriptor.id} is not onboarded.`);
  }
  const vnfs = new Map<string, OnboardedVnf>();
  for (const found of await findOnboardedVnfPackages(
    db,
    nsd.vnfProfiles.map((p) => p.vnfdId),
  )) {
    if (found.vnfd === null || found.operationalState !== 'ENABLED') continue;
    vnfs.set(found.vnfd.vnfdId, {
      vnfPkgId: found.id,
      packageName: found.packageName ?? found.id,
      vnfd: found.vnfd,
      images: found.images,
    });
  }
  return { nsd, vnfsByVnfdId: vnfs, sapAttachments };
}

/** SAP attachments by sapdId, host names turned into ids; with one host known it need not be named. */
function readAttachments(
  request: InstantiateNsRequest,
  hosts: readonly ComputeHost[],
): ReadonlyMap<string, SapAttachment> {
  const given = [
    ...Object.entries(request.additionalParamsForNs?.netwright?.sapAttachments ?? {}),
    ...(request.sapData ?? []).flatMap((s) => (s.netwright ? [[s.sapdId, s.netwright] as const] : [])),
  ];
  return new Map(
    given.map(([sapdId, { host: named, interface: interfaceName }]) => {
      const candidates = hosts.filter((h) => named === undefined || h.id === named || h.name === named);
      const [host] = candidates;
      if (host === undefined || candidates.length > 1) {
        throw new NetwrightError(
          nfvoErrors.NFVO_HOST_NOT_FOUND,
          named === undefined
            ? `SAP ${sapdId} names no host, and ${hosts.length} hosts are known.`
            : `SAP ${sapdId} is attached to host ${named}, which is not known.`,
        );
      }
      return [sapdId, { hostId: host.id, interfaceName }];
    }),
  );
}

/** One more than the instantiations there have been, so that hosts can tell late commands from new ones. */
async function nextGeneration(db: Database, nsInstanceId: string): Promise<number> {
  const operations = await listOperations(db);
  return (
    1 + operations.filter((o) => o.nsInstanceId === nsInstanceId && o.operationType === 'INSTANTIATE').length
  );
}

function previewFlows(plan: NsPlan, hosts: readonly ComputeHost[]): PlannedNs['flows'] {
  return planHostIds(plan).map((hostId) => ({
    hostId,
    hostName: hosts.find((h) => h.id === hostId)?.name ?? hostId,
    flows: [
      ...plan.virtualLinks.filter((l) => l.hostId === hostId).flatMap(previewVirtualLink),
      ...plan.paths.filter((p) => p.hostId === hostId).flatMap(previewPath),
    ],
  }));
}
