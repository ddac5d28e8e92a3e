/** Two SAPs and two functions on a simulated switch: the bench for paths. */
import type { PathSpec, VirtualLinkSpec } from '#vim/model.ts';
import { type BumpFunction, startBumpFunction } from './bump-function.ts';
import { type DummySwitch, startDummySwitch } from './dummy-switch.ts';

export const BRIDGE = 'br-test';

export interface Chain extends AsyncDisposable {
  readonly ovs: DummySwitch;
  readonly firewall: BumpFunction;
  readonly monitor: BumpFunction;
  readonly link: VirtualLinkSpec;
  readonly path: PathSpec;
  /** All flows and groups on the bridge, one per line. */
  flows(): string[];
}

export async function startChain(): Promise<Chain> {
  const ovs = await startDummySwitch();
  const [firewall, monitor] = await Promise.all([
    startBumpFunction(ovs.folder, 'firewall', 1),
    startBumpFunction(ovs.folder, 'monitor', 2),
  ]);
  const ports: [string, string?][] = [
    ['sap-a'],
    ['sap-b'],
    ['fw-in', firewall.sockets[0]],
    ['fw-out', firewall.sockets[1]],
    ['mon-in', monitor.sockets[0]],
    ['mon-out', monitor.sockets[1]],
  ];
  ovs.ovs(
    'ovs-vsctl',
    ...['add-br', BRIDGE, '--', 'set', 'Bridge', BRIDGE, 'datapath_type=dummy', 'fail_mode=secure'],
    ...ports.flatMap(([name, socket]) => [
      ...['--', 'add-port', BRIDGE, name, '--', 'set', 'Interface', name, 'type=dummy'],
      ...(socket === undefined ? [] : [`options:stream=unix:${socket}`]),
    ]),
  );
  const flowLines = (...argv: [string, ...string[]]) =>
    ovs
      .ovs(...argv)
      .split('\n')
      .filter((line) => line.startsWith(' '))
      .map((line) => line.trim());
  return {
    ovs,
    firewall,
    monitor,
    link: { vlId: 'vl-1', generation: 1, bridge: BRIDGE, tag: 7, sapPorts: ['sap-a', 'sap-b'] },
    path: {
      pathId: 'path-1',
      generation: 1,
      bridge: BRIDGE,
      vlTag: 7,
      forwardSpi: 10,
      reverseSpi: 11,
      ingressSapPort: 'sap-a',
      egressSapPort: 'sap-b',
      hops: [
        { ingressPort: 'fw-in', egressPort: 'fw-out', onFailure: 'block' },
        { ingressPort: 'mon-in', egressPort: 'mon-out', onFailure: 'block' },
      ],
      rules: [{ ruleId: 'web', etherType: 'ipv4', protocol: 'tcp', destinationPortRange: [80, 80] }],
    },
    flows: () => [
      ...flowLines('ovs-ofctl', '-O', 'OpenFlow15', '--no-stats', 'dump-flows', BRIDGE),
      ...flowLines('ovs-ofctl', '-O', 'OpenFlow15', 'dump-groups', BRIDGE),
    ],
    [Symbol.asyncDispose]: async () => {
      await Promise.all([firewall[Symbol.asyncDispose](), monitor[Symbol.asyncDispose]()]);
      await ovs[Symbol.asyncDispose]();
    },
  };
}
