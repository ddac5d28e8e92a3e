/**
 * Accepts an instantiation (SOL005 clause 6.4.4): checks, plans, and writes plan, occurrence, steps and VNF
 * identifiers in one transaction; only then the workflow is started. A crash between the two is repaired by
 * `restartUnstartedOperations`.
 */
import { randomUUID } from 'node:crypto';
import type { Nsd } from '#descriptors/index.ts';
import type { Queryable } from '#kernel/database.ts';
import { NetwrightError } from '#kernel/errors.ts';
import { nfvoErrors } from '../../errors.ts';
import type { NsPlan } from '../../plan/model.ts';
import { planSteps } from '../../plan/steps.ts';
import { loadNsDescriptor } from '../../store/ns-descriptors.ts';
import { lockNsInstance, type NsInstance, setNsPlan } from '../../store/ns-instances.ts';
import { assertNoOperation, createOperation, type Operation } from '../../store/operations.ts';
import { savePlan } from '../../store/plans.ts';
import { loadVnfPackage } from '../../store/vnf-packages.ts';
import type { ApiContext } from '../context.ts';
import type { NewVnfIdentity, PlannedNs } from '../ports.ts';
import type { InstantiateNsRequest } from '../schemas/network-services.ts';
import { startOperation } from './start-operation.ts';

/** Throws NFVO_NS_STATE, NFVO_OPERATION_RUNNING, NFVO_PLAN_STALE and whatever planning refuses with. */
export async function instantiateNs(
  context: ApiContext,
  ns: NsInstance,
  request: InstantiateNsRequest,
): Promise<Operation> {
  await assertNoOperation(context.db, ns.id);
  const { plan } = await planNs(context, ns, request);
  const own = request.additionalParamsForNs?.netwright;
  if (own?.planHash !== undefined && own.planHash !== plan.hash) throw staleness(own.planHash, plan.hash);
  const steps = planSteps(plan);
  const operation = await context.db.transaction(async (tx) => {
    assertInstantiable(await lockNsInstance(tx, ns.id));
    await savePlan(tx, plan);
    const created = await createOperation(
      tx,
      {
        id: randomUUID(),
        nsInstanceId: ns.id,
        operationType: 'INSTANTIATE',
        operationParams: request,
        planHash: plan.hash,
        onFailure: own?.onFailure ?? 'rollback',
      },
      steps,
    );
    await setNsPlan(tx, ns.id, plan.hash, plan.flavourId);
    await context.ports.vnfInstances.registerVnfInstances(tx, ns.id, await vnfIdentities(tx, plan));
    return created;
  });
  await startOperation(context, operation);
  return operation;
}

/** The plan an instantiation would carry out now; nothing is touched. */
export async function planNs(
  context: ApiContext,
  ns: NsInstance,
  request: InstantiateNsRequest,
): Promise<PlannedNs> {
  assertInstantiable(ns);
  const { nsd, operationalState } = await loadNsDescriptor(context.db, ns.nsdInfoId);
  if (nsd === null || operationalState !== 'ENABLED') {
    throw new NetwrightError(nfvoErrors.NFVO_DESCRIPTOR_DISABLED, `The NSD ${ns.nsdId} is disabled.`);
  }
  checkAgainstNsd(nsd, request);
  return context.ports.planning.planInstantiation(ns.id, request);
}

/** The plan stays tied to the NS until all of it is released, so a failed instantiation must be terminated first. */
function assertInstantiable({ state, planHash }: NsInstance): void {
  if (state === 'NOT_INSTANTIATED' && planHash === null) return;
  const detail =
    state === 'INSTANTIATED'
      ? 'The NS instance is INSTANTIATED.'
      : 'Parts of an earlier instantiation may still be on hosts; terminate the NS instance first.';
  throw new NetwrightError(nfvoErrors.NFVO_NS_STATE, detail, { facts: { nsState: state } });
}

function checkAgainstNsd(nsd: Nsd, request: InstantiateNsRequest): void {
  if (request.nsFlavourId !== nsd.flavourId) {
    throw new NetwrightError(
      nfvoErrors.NFVO_FLAVOUR_UNKNOWN,
      `The NSD has no flavour ${request.nsFlavourId}; it has ${nsd.flavourId}.`,
      { source: nsd.source },
    );
  }
  const known = nsd.saps.map((sap) => sap.sapdId);
  const asked = [
    ...Object.keys(request.additionalParamsForNs?.netwright?.sapAttachments ?? {}),
    ...(request.sapData ?? []).map((sap) => sap.sapdId),
  ];
  const unknown = asked.filter((sapdId) => !known.includes(sapdId));
  if (unknown.length === 0) return;
  throw new NetwrightError(
    nfvoErrors.NFVO_SAP_UNKNOWN,
    `The NSD has no SAP ${unknown.join(', ')}; it has ${known.join(', ')}.`,
    { facts: { unknown, known } },
  );
}

function staleness(asked: string, fresh: string): NetwrightError {
  return new NetwrightError(
    nfvoErrors.NFVO_PLAN_STALE,
    `A plan made now has hash ${fresh}, not ${asked}: hosts or reservations have changed.`,
    { facts: { askedHash: asked, freshHash: fresh } },
  );
}

async function vnfIdentities(tx: Queryable, plan: NsPlan): Promise<NewVnfIdentity[]> {
  const identities: NewVnfIdentity[] = [];
  for (const vnf of plan.vnfs) {
    const { vnfd } = await loadVnfPackage(tx, vnf.vnfPkgId);
    identities.push({
      id: vnf.vnfInstanceId,
      nsInstanceId: plan.nsInstanceId,
      vnfProfileId: vnf.vnfProfileId,
      vnfdId: vnf.vnfdId,
      vnfPkgId: vnf.vnfPkgId,
      provider: vnfd?.provider ?? '',
      productName: vnf.productName,
      softwareVersion: vnfd?.softwareVersion ?? '',
      vnfdVersion: vnfd?.descriptorVersion ?? '',
      instantiatedVnfInfo: {
        flavourId: vnf.flavourId,
        vnfcResourceInfo: vnf.vnfcs.map((vnfc) => ({
          id: vnfc.vnfcId,
          vduId: vnfc.vduId,
          computeResource: { vimConnectionId: vnfc.hostId, resourceId: vnfc.domainName },
          vnfcCpInfo: vnfc.ports.map((port) => ({ id: port.portId, cpdId: port.cpdId })),
        })),
      },
    });
  }
  return identities;
}
