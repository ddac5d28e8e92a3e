/** A comparison before/after as people, programs and CI read it. */
import { junitXml } from '../proof/junit.ts';
import type { HostSnapshot } from './snapshot.ts';
import { compareSnapshots, type SnapshotDifference } from './snapshot-compare.ts';

export interface HostComparison {
  readonly before: HostSnapshot;
  readonly after: HostSnapshot;
}

/** Everything compared, by group: the first part of the path. */
const GROUPS: Readonly<Record<string, string>> = {
  libvirt: 'domains, networks and pools of libvirt',
  ovs: 'bridges, ports, interfaces, flows, groups and meters of Open vSwitch',
  file: 'files and sockets of Netwright and libvirt',
  network: 'network interfaces and namespaces',
  vf: 'settings of virtual functions',
  'huge pages': 'huge pages by cell',
  cgroup: 'control groups of guests',
  process: 'QEMU processes and polling threads',
  pci: 'drivers of PCI devices',
  sysctl: 'kernel settings',
  mount: 'mounts',
  boot: 'boot',
};

/** `json` holds both snapshots and the differences; `junit` has one testcase per group of things. */
export function formatComparison(comparison: HostComparison, format: 'text' | 'json' | 'junit'): string {
  const differences = compareSnapshots(comparison.before, comparison.after);
  switch (format) {
    case 'text':
      return comparisonText(comparison, differences);
    case 'json':
      return JSON.stringify(
        { verdict: differences.length === 0 ? 'equal' : 'different', differences, ...comparison },
        null,
        2,
      );
    case 'junit':
      return comparisonJunit(comparison, differences);
    default:
      return format satisfies never;
  }
}

function groupOf(path: string): string {
  return Object.keys(GROUPS).find((group) => path === group || path.startsWith(`${group}/`)) ?? path;
}

function comparisonText(
  { before, after }: HostComparison,
  differences: readonly SnapshotDifference[],
): string {
  const count = (items: HostSnapshot['items'], group: string) =>
    Object.keys(items).filter((path) => groupOf(path) === group).length;
  const lines = Object.entries(GROUPS)
    .filter(([group]) => group !== 'boot' || differences.some(({ path }) => path === 'boot'))
    .map(([group, title]) => {
      const found = differences.filter(({ path }) => groupOf(path) === group).length;
      const verdict = found === 0 ? 'equal    ' : 'DIFFERENT';
      return `${verdict}  ${title} (${count(before.items, group)} before, ${count(after.items, group)} after)`;
    });
  return [
    `Host ${before.hostId}: ${before.takenAt} compared with ${after.takenAt}`,
    ...lines,
    ...differences.map(({ sentence }) => `  ${sentence}`),
    differences.length === 0
      ? `EQUAL: the host is as it was (${Object.keys(after.items).length} things compared)`
      : `DIFFERENT: ${differences.length} differences`,
  ].join('\n');
}

function comparisonJunit(
  { before, after }: HostComparison,
  differences: readonly SnapshotDifference[],
): string {
  return junitXml({
    name: `netwright host ${before.hostId} before and after`,
    timestamp: after.takenAt,
    durationMs: 0,
    cases: Object.entries(GROUPS).map(([group, title]) => {
      const found = differences.filter(({ path }) => groupOf(path) === group);
      const sentences = found.map(({ sentence }) => sentence);
      return {
        className: `host.${before.hostId}`,
        name: title,
        ...(found.length === 0
          ? {}
          : {
              problem: {
                kind: 'failure' as const,
                message: sentences[0] ?? '',
                detail: sentences.join('\n'),
              },
            }),
      };
    }),
  });
}
