/**
 * The switch's end of a guest's vhost-user NIC. Open vSwitch is the client (`dpdkvhostuserclient`), QEMU the server:
 * either may restart without the other. The port comes first, then the domain: QEMU waits for its peer without limit.
 */
import { NetwrightError } from '#kernel/errors.ts';
import { vimErrors } from '../errors.ts';
import type { HostConnection } from '../host/connection.ts';
import type { Owner, VhostUserPortSpec } from '../model.ts';
import { ovsdb } from './ovsdb/client.ts';
import { asMap } from './ovsdb/values.ts';
import { createSwitchPort, readSwitchPort, releaseSwitchPort } from './switch-port.ts';

const PORT_ID_KEY = 'iface-id';

/**
 * Idempotent. Resolves when ovs-vswitchd has taken the port in. Errors as in createSwitchPort. A port keeps the first
 * socket path it was given for ever, so one that differs is taken away in a transaction of its own before.
 */
export function createVhostUserPort(
  host: HostConnection,
  spec: VhostUserPortSpec,
  owner: Owner,
  signal?: AbortSignal,
): Promise<{ ofport: number }> {
  return createSwitchPort(
    host,
    {
      bridge: spec.bridge,
      name: spec.portName,
      owner,
      columns: {
        type: 'dpdkvhostuserclient',
        options: { 'vhost-server-path': spec.socketPath },
        mtu_request: spec.mtu,
      },
      externalIds: { 'attached-mac': spec.mac.toLowerCase(), [PORT_ID_KEY]: spec.portId },
    },
    signal,
  );
}

/**
 * Idempotent; call it when the domain is gone. Also removes the socket file QEMU leaves behind. A port of that name
 * with another port id is VIM_PORT_FOREIGN; with `owner` given, a newer generation is VIM_STALE_GENERATION.
 */
export async function releaseVhostUserPort(
  host: HostConnection,
  spec: VhostUserPortSpec,
  owner?: Owner,
): Promise<void> {
  const present = await readSwitchPort(host, spec.portName);
  if (present !== null) {
    if (present.externalIds[PORT_ID_KEY] !== spec.portId || present.owner === null) {
      throw new NetwrightError(
        vimErrors.VIM_PORT_FOREIGN,
        `${host.hostId}: port ${spec.portName} is not the port ${spec.portId}`,
        { facts: { portName: spec.portName } },
      );
    }
    await releaseSwitchPort(host, spec.portName, owner ?? present.owner);
  }
  await host.script('[ ! -S "$1" ] || rm -f -- "$1"', [spec.socketPath]);
}

export interface VhostUserLink {
  readonly vrings: number;
  /** Cell of the guest memory behind the port as DPDK found it; null where it does not say. */
  readonly cell: number | null;
}

export interface AwaitConnectedOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Where given, the memory behind the port must be on this cell. */
  readonly cell?: number;
  onProgress?(message: string): void;
}

/**
 * Resolves when the guest's driver has connected all queues: `status=connected`, two vrings per queue pair.
 * VIM_PORT_NOT_CONNECTED with what was seen last when the time is up.
 */
export async function awaitVhostUserConnected(
  host: HostConnection,
  spec: VhostUserPortSpec,
  options: AwaitConnectedOptions,
): Promise<VhostUserLink> {
  const client = await ovsdb(host);
  let last = '';
  const found = await client.watch(
    { Interface: { columns: ['name', 'status'], where: [['name', '==', spec.portName]] } },
    (rows): VhostUserLink | undefined => {
      const [row] = rows.rows('Interface').values();
      const status = asMap(row?.status);
      const link = {
        vrings: Number(status.num_of_vrings ?? 0),
        cell: status.numa === undefined ? null : Number(status.numa),
      };
      const seen =
        row === undefined
          ? 'there is no such port'
          : `status ${status.status ?? 'unknown'}, ${link.vrings} vrings, cell ${link.cell ?? 'unknown'}`;
      if (seen !== last) options.onProgress?.(`${spec.portName}: ${seen}`);
      last = seen;
      const connected =
        status.status === 'connected' &&
        link.vrings === 2 * spec.queuePairs &&
        (options.cell === undefined || link.cell === null || link.cell === options.cell);
      return connected ? link : undefined;
    },
    options,
  );
  if (found !== null) return found;
  const cell = options.cell === undefined ? '' : ` on cell ${options.cell}`;
  throw new NetwrightError(
    vimErrors.VIM_PORT_NOT_CONNECTED,
    `${host.hostId}: port ${spec.portName} is not connected after ${options.timeoutMs} ms: ${last}; expected ${2 * spec.queuePairs} vrings${cell}`,
    { facts: { portName: spec.portName } },
  );
}
