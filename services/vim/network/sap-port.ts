/** A service access point: a network interface of the host put on the bridge for the time of the network service. */
import { NetwrightError } from '#kernel/errors.ts';
import { vimErrors } from '../errors.ts';
import type { HostConnection } from '../host/connection.ts';
import type { OperationContext, SapSpec } from '../model.ts';
import { createSwitchPort, readSwitchPort, releaseSwitchPort } from './switch-port.ts';

interface LinkRow {
  readonly flags?: readonly string[];
  readonly master?: string;
}

/**
 * Idempotent. VIM_SAP_UNUSABLE where the host has no such interface, it is down, or it is in another bridge;
 * otherwise errors as in createSwitchPort. The interface itself is not changed.
 */
export async function createSap(
  host: HostConnection,
  spec: SapSpec,
  ctx?: Pick<OperationContext, 'signal' | 'progress'>,
): Promise<{ ofport: number }> {
  ctx?.progress(`putting ${spec.interfaceName} on ${spec.bridge}`);
  const present = await readSwitchPort(host, spec.interfaceName);
  if (present !== null && present.bridge !== spec.bridge) {
    throw unusable(host, spec, `it is on the Open vSwitch bridge ${present.bridge ?? '(none)'}`);
  }
  const link = await readLink(host, spec.interfaceName);
  if (link === null) throw unusable(host, spec, 'the host has no such interface');
  // A port of the kernel datapath shows `ovs-system`; on the netdev datapath there is no master.
  if (link.master !== undefined && link.master !== 'ovs-system') {
    throw unusable(host, spec, `it belongs to ${link.master}`);
  }
  if (!link.flags?.includes('UP')) throw unusable(host, spec, 'it is down');
  return createSwitchPort(
    host,
    {
      bridge: spec.bridge,
      name: spec.interfaceName,
      owner: { allocationId: spec.sapId, generation: spec.generation },
      columns: {},
      externalIds: {},
    },
    ctx?.signal,
  );
}

/** Idempotent; the interface stays on the host. VIM_PORT_FOREIGN where the port is not this SAP's. */
export function releaseSap(
  host: HostConnection,
  spec: SapSpec,
  ctx?: Pick<OperationContext, 'signal' | 'progress'>,
): Promise<void> {
  ctx?.progress(`taking ${spec.interfaceName} off ${spec.bridge}`);
  const owner = { allocationId: spec.sapId, generation: spec.generation };
  return releaseSwitchPort(host, spec.interfaceName, owner, ctx?.signal);
}

async function readLink(host: HostConnection, name: string): Promise<LinkRow | null> {
  const shown = await host.exec(['ip', '-j', 'link', 'show', 'dev', name], { allowExitCodes: [0, 1] });
  if (shown.exitCode !== 0) return null;
  const [row] = JSON.parse(shown.stdout) as LinkRow[];
  return row ?? null;
}

function unusable(host: HostConnection, spec: SapSpec, why: string): NetwrightError {
  return new NetwrightError(
    vimErrors.VIM_SAP_UNUSABLE,
    `${host.hostId}: interface ${spec.interfaceName} cannot be SAP ${spec.sapId}: ${why}`,
    { facts: { interfaceName: spec.interfaceName } },
  );
}
