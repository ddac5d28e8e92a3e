/** A path seen in one direction, with the switch's port numbers. */
import type { PathSpec } from '../model.ts';
import { ofportOf } from './ofport.ts';
import type { Direction } from './rule-match.ts';

/** One direction of a path, with OpenFlow port numbers, hops in the order packets pass them. */
export interface DirectedPath {
  readonly direction: Direction;
  readonly spi: number;
  readonly from: number;
  readonly to: number;
  readonly hops: readonly {
    /** The switch gives packets to the function here, … */
    readonly into: number;
    /** … and gets them back here. */
    readonly outOf: number;
    readonly onFailure: 'block' | 'bypass';
  }[];
}

export function directedPaths(
  spec: PathSpec,
  ofports: ReadonlyMap<string, number>,
): [forward: DirectedPath, reverse: DirectedPath] {
  const port = (name: string) => ofportOf(ofports, name);
  const [ingress, egress] = [port(spec.ingressSapPort), port(spec.egressSapPort)];
  const hops = spec.hops.map(({ ingressPort, egressPort, onFailure }) => ({
    into: port(ingressPort),
    outOf: port(egressPort),
    onFailure,
  }));
  const backwards = hops.toReversed().map((hop) => ({ ...hop, into: hop.outOf, outOf: hop.into }));
  return [
    { direction: 'forward', spi: spec.forwardSpi, from: ingress, to: egress, hops },
    { direction: 'reverse', spi: spec.reverseSpi, from: egress, to: ingress, hops: backwards },
  ];
}

/** Every port a path touches, SAPs first. */
export function pathPorts(spec: PathSpec): string[] {
  return [
    spec.ingressSapPort,
    spec.egressSapPort,
    ...spec.hops.flatMap(({ ingressPort, egressPort }) => [ingressPort, egressPort]),
  ];
}
