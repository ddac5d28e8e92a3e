/**
 * Breaks promises about a path with flows of our own above Netwright's (highest priority, a cookie of our own), or by
 * deleting one of its flows.
 */
import type { HostConnection } from '#vim/host/connection.ts';
import type { PathSpec } from '#vim/model.ts';
import type { BrokenClaim } from './broken-claim.ts';

type PathClaim = 'path-flows' | 'path-trace' | 'path-packets' | 'path-order' | 'unmatched-direct';

const OFCTL = [
  'ovs-ofctl',
  '-O',
  'OpenFlow10,OpenFlow11,OpenFlow12,OpenFlow13,OpenFlow14,OpenFlow15',
] as const;
const OUR_COOKIE = '0xbadc0de';

export function breakPath(host: HostConnection, kind: PathClaim, path: PathSpec): Promise<BrokenClaim> {
  const [first] = path.hops;
  const last = path.hops.at(-1);
  if (first === undefined || last === undefined) throw new Error('the path has no hop');
  switch (kind) {
    case 'path-flows':
      return deleteFlow(host, path);
    case 'path-trace':
      return overrule(host, path, 'every hop bypassed', [[path.ingressSapPort, path.egressSapPort]]);
    case 'path-packets':
      return overrule(host, path, `packets from ${first.egressPort} dropped`, [[first.egressPort, null]]);
    case 'path-order':
      return overrule(host, path, 'hops passed in the opposite order', backwards(path));
    case 'unmatched-direct':
      return overrule(host, path, `all traffic sent to ${first.ingressPort}`, [
        [path.ingressSapPort, first.ingressPort],
      ]);
    default:
      return kind satisfies never;
  }
}

type Leg = readonly [from: string, to: string | null];

/** The last hop first, the first last; with a single hop, past it. */
function backwards(path: PathSpec): Leg[] {
  const hops = path.hops.length > 1 ? path.hops.toReversed() : [];
  const froms = [path.ingressSapPort, ...hops.map((hop) => hop.egressPort)];
  const tos = [...hops.map((hop) => hop.ingressPort), path.egressSapPort];
  return froms.map((from, i) => [from, tos[i] ?? null]);
}

async function overrule(
  host: HostConnection,
  path: PathSpec,
  what: string,
  legs: readonly Leg[],
): Promise<BrokenClaim> {
  const flows = legs.map(
    ([from, to]) =>
      `cookie=${OUR_COOKIE},table=0,priority=65535,in_port="${from}",actions=${to === null ? 'drop' : `output:"${to}"`}`,
  );
  await host.exec([...OFCTL, 'add-flows', path.bridge, '-'], { stdin: `${flows.join('\n')}\n` });
  return {
    what,
    restore: async () =>
      void (await host.exec([...OFCTL, 'del-flows', path.bridge, `cookie=${OUR_COOKIE}/-1`])),
  };
}

/** Deletes a flow that takes packets from the first hop on; the whole table is put back to restore. */
async function deleteFlow(host: HostConnection, path: PathSpec): Promise<BrokenClaim> {
  const dump = await host.exec([...OFCTL, '--no-stats', '--names', 'dump-flows', path.bridge]);
  const flows = dump.stdout
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.includes('actions='));
  const port = path.hops[0]?.egressPort ?? '';
  const victim = flows.find(
    (flow) =>
      flow.split(' actions=')[0]?.includes(`in_port="${port}"`) ||
      flow.split(' actions=')[0]?.includes(`in_port=${port}`),
  );
  if (victim === undefined) throw new Error(`no flow takes packets from ${port}`);
  const rest = flows.filter((flow) => flow !== victim);
  const replace = (lines: readonly string[]) =>
    host.exec([...OFCTL, '--names', 'replace-flows', path.bridge, '-'], { stdin: `${lines.join('\n')}\n` });
  await replace(rest);
  return { what: `deleted: ${victim}`, restore: async () => void (await replace(flows)) };
}
