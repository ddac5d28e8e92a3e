/** Everything countable a plan takes, as the ledger books it. */
import type { NsPlan } from './model.ts';

/** Booked once per (hostId, kind, key); hostId `*` for what must be unique over all hosts. */
export interface ExactItem {
  readonly hostId: string;
  readonly kind: 'cpu' | 'vf' | 'port' | 'socket' | 'mac' | 'sap-interface' | 'spi' | 'vl-tag' | 'domain';
  readonly key: string;
  /** Id of the plan's item that needs it. */
  readonly ownerId: string;
}

/** An amount of a pool: pages of `cell/sizeKiB`, MiB of `cell`, vCPUs on the CPU `key`. */
export interface CountedItem {
  readonly hostId: string;
  readonly kind: 'huge-pages' | 'memory' | 'shared-cpu';
  readonly key: string;
  readonly amount: number;
  readonly ownerId: string;
}

export type LedgerItem = ExactItem | CountedItem;

export const anyHost = '*';

export function ledgerItems(plan: NsPlan): LedgerItem[] {
  return [
    ...plan.vnfs.flatMap((vnf) => vnf.vnfcs.flatMap(vnfcItems)),
    ...plan.saps.map(({ hostId, interfaceName, sapId }): LedgerItem => {
      return { hostId, kind: 'sap-interface', key: interfaceName, ownerId: sapId };
    }),
    ...plan.virtualLinks.map(({ hostId, tag, vlId }): LedgerItem => {
      return { hostId, kind: 'vl-tag', key: String(tag), ownerId: vlId };
    }),
    ...plan.paths.flatMap(({ hostId, pathId, forwardSpi, reverseSpi }) =>
      [forwardSpi, reverseSpi].map((spi): LedgerItem => {
        return { hostId, kind: 'spi', key: String(spi), ownerId: pathId };
      }),
    ),
  ];
}

function vnfcItems(vnfc: NsPlan['vnfs'][number]['vnfcs'][number]): LedgerItem[] {
  const { hostId, vnfcId: ownerId } = vnfc;
  const items: LedgerItem[] = [{ hostId, kind: 'domain', key: vnfc.domainName, ownerId }];
  for (const cpu of [...(vnfc.vcpuPins ?? []), ...(vnfc.siblingCpus ?? [])])
    items.push({ hostId, kind: 'cpu', key: String(cpu), ownerId });
  for (const cpu of vnfc.sharedCpus)
    items.push({ hostId, kind: 'shared-cpu', key: String(cpu), amount: 1, ownerId });
  items.push(
    vnfc.pageSizeKiB === null
      ? { hostId, kind: 'memory', key: String(vnfc.cell), amount: vnfc.memoryMiB, ownerId }
      : {
          hostId,
          kind: 'huge-pages',
          key: `${vnfc.cell}/${vnfc.pageSizeKiB}`,
          amount: vnfc.pageCount,
          ownerId,
        },
  );
  for (const port of vnfc.ports) {
    items.push({ hostId: anyHost, kind: 'mac', key: port.mac, ownerId });
    if (port.kind === 'sriov-vf') items.push({ hostId, kind: 'vf', key: port.vfAddress, ownerId });
    else
      items.push(
        { hostId, kind: 'port', key: port.portName, ownerId },
        { hostId, kind: 'socket', key: port.socketPath, ownerId },
      );
  }
  return items;
}
