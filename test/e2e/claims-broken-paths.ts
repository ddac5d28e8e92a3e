/**
 * Breaks promises about a path with flows above Netwright's, under a cookie of our own, or by deleting one of its
 * flows. They hook into its tables, so that probes still come to where they are looked for and tell what happened.
 */
import { pathPorts } from '#vim/dataplane/directed-path.ts';
import { hex, TABLE } from '#vim/dataplane/flow.ts';
import { pathIdentity } from '#vim/dataplane/path-identity.ts';
import type { HostConnection } from '#vim/host/connection.ts';
import type { PathSpec } from '#vim/model.ts';
import { readOfports } from '#vim/network/switch-port.ts';
import type { BrokenClaim } from './broken-claim.ts';

type PathClaim = 'path-flows' | 'path-trace' | 'path-packets' | 'path-order' | 'unmatched-direct';

const OFCTL = [
  'ovs-ofctl',
  '-O',
  'OpenFlow10,OpenFlow11,OpenFlow12,OpenFlow13,OpenFlow14,OpenFlow15',
] as const;
const OUR_COOKIE = '0xbadc0de';
/** Above the path's own flows and below the probes'. */
const ABOVE = 40000;

export async function breakPath(host: HostConnection, kind: PathClaim, path: PathSpec): Promise<BrokenClaim> {
  const ofports = await readOfports(host, pathPorts(path));
  const port = (name: string) => {
    const number = ofports.get(name);
    if (number === undefined) throw new Error(`the switch has no port ${name}`);
    return number;
  };
  const hops = path.hops.map((hop) => ({ into: port(hop.ingressPort), outOf: port(hop.egressPort) }));
  const [first] = hops;
  if (first === undefined) throw new Error('the path has no hop');
  const leave = `set_field:${hex(port(path.egressSapPort))}->reg2,goto_table:${TABLE.egress}`;
  const atStart = `table=${TABLE.nextHop},priority=${ABOVE},reg0=${pathIdentity(path.forwardSpi, 0)}`;
  const backFrom = (outOf: number) => `table=${TABLE.fromFunction},priority=${ABOVE},in_port=${outOf}`;

  switch (kind) {
    case 'path-flows':
      return deleteFlow(host, path, first.outOf);
    case 'path-trace':
      return overrule(host, path, 'forward: every hop bypassed', [`${atStart},actions=${leave}`]);
    case 'path-packets':
      return overrule(host, path, 'forward: packets dropped behind the first hop', [
        `${backFrom(first.outOf)},actions=drop`,
      ]);
    case 'path-order': {
      // The last hop first, the first last; a single hop is passed by.
      const backwards = hops.length > 1 ? hops.toReversed() : [];
      const starts = [atStart, ...backwards.map((hop) => backFrom(hop.outOf))];
      const targets = [...backwards.map((hop) => `output:${hop.into}`), leave];
      const flows = starts.map((start, i) => `${start},actions=${targets[i]}`);
      return overrule(host, path, 'forward: hops passed in the opposite order', flows);
    }
    case 'unmatched-direct':
      return overrule(host, path, 'unmatched packets sent along the path', [
        // Below the rules' own priority: only what none of them matches comes here.
        `table=${TABLE.classify},priority=500,in_port=${port(path.ingressSapPort)},actions=set_field:${pathIdentity(path.forwardSpi, 0)}->reg0,goto_table:${TABLE.nextHop}`,
      ]);
    default:
      return kind satisfies never;
  }
}

async function overrule(
  host: HostConnection,
  path: PathSpec,
  what: string,
  flows: readonly string[],
): Promise<BrokenClaim> {
  const lines = flows.map((flow) => `cookie=${OUR_COOKIE},${flow}`);
  await host.exec([...OFCTL, 'add-flows', path.bridge, '-'], { stdin: `${lines.join('\n')}\n` });
  return {
    what,
    restore: async () =>
      void (await host.exec([...OFCTL, 'del-flows', path.bridge, `cookie=${OUR_COOKIE}/-1`])),
  };
}

/** Deletes the flow that takes packets back from the first hop; the whole table is put back to restore. */
async function deleteFlow(host: HostConnection, path: PathSpec, outOf: number): Promise<BrokenClaim> {
  const dump = await host.exec([...OFCTL, '--no-stats', '--no-names', 'dump-flows', path.bridge]);
  const flows = dump.stdout
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.includes('actions='));
  const victim = flows.find(
    (flow) =>
      flow.includes(`table=${TABLE.fromFunction},`) &&
      flow.includes(`in_port=${outOf} `) &&
      !flow.includes('actions=drop'),
  );
  if (victim === undefined) throw new Error(`no flow takes packets back from port ${outOf}`);
  const replace = (lines: readonly string[]) =>
    host.exec([...OFCTL, 'replace-flows', path.bridge, '-'], { stdin: `${lines.join('\n')}\n` });
  await replace(flows.filter((flow) => flow !== victim));
  return { what: `deleted: ${victim}`, restore: async () => void (await replace(flows)) };
}
