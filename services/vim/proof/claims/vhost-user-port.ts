import { judgement, prover } from '../claim.ts';
import type { Expected } from '../expected.ts';

export interface ObservedVhostPort {
  /** Null where the switch has no such port. */
  readonly type: string | null;
  readonly socketPath: string | null;
  readonly ofport: number | null;
  readonly error: string | null;
  readonly status: string | null;
  readonly vrings: number | null;
  readonly cell: number | null;
  /** The kernel's view of QEMU's end of the socket. */
  readonly qemuSocket: 'connected' | 'listening' | 'absent';
  /** MAC of the guest's virtio NIC on that socket. */
  readonly mac: string | null;
}

/** The switch's port and the guest's NIC are the two ends of one live vhost-user socket, as promised. */
export function judgeVhostUserPort(expected: Expected<'vhost-user-port'>, observed: ObservedVhostPort) {
  if (observed.type === null) return judgement(`Open vSwitch has no Interface ${expected.portName}`);
  const differs = (what: string, is: unknown, wanted: unknown) =>
    is !== wanted && `${what} is ${is ?? '(none)'}, not ${wanted}`;
  return judgement(
    observed.error !== null && `Open vSwitch reports an error: ${observed.error}`,
    differs('type', observed.type, 'dpdkvhostuserclient'),
    differs('vhost-server-path', observed.socketPath, expected.socketPath),
    !((observed.ofport ?? 0) > 0) && `ofport is ${observed.ofport ?? '(none)'}`,
    differs('status', observed.status, 'connected'),
    differs('the number of vrings', observed.vrings, 2 * expected.queuePairs),
    differs('the NUMA cell the switch sees', observed.cell, expected.cell),
    differs("QEMU's end of the socket", observed.qemuSocket, 'connected'),
    differs("the guest NIC's MAC", observed.mac, expected.mac),
  );
}

export const vhostUserPort = prover({
  kind: 'vhost-user-port',
  async read(evidence, claim, expected) {
    const [vnfc, host] = await Promise.all([evidence.vnfc(claim), evidence.host()]);
    const row = host.interfaceRow(expected.portName);
    const held = new Set(vnfc.links.flatMap(({ target }) => /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? []));
    const states = host
      .sockets()
      .filter((socket) => socket.path === expected.socketPath && held.has(socket.inode))
      .map((socket) => socket.state);
    const number = (text: string | undefined) => (text === undefined ? null : Number(text));
    return {
      observed: {
        type: row?.type ?? null,
        socketPath: row?.options['vhost-server-path'] ?? null,
        ofport: row?.ofport ?? null,
        error: row?.error ?? null,
        status: row?.status.status ?? null,
        vrings: number(row?.status.num_of_vrings),
        cell: number(row?.status.numa),
        qemuSocket: states.includes('connected')
          ? ('connected' as const)
          : states.includes('listening')
            ? ('listening' as const)
            : ('absent' as const),
        mac: vnfc.interfaces.find((nic) => nic.socketPath === expected.socketPath)?.mac ?? null,
      },
      readFrom: `OVSDB Interface ${expected.portName}, /proc/net/unix, ${vnfc.where('fd-links')}, ${vnfc.where('xml')}`,
    };
  },
  judge: judgeVhostUserPort,
});
