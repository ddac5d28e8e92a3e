/** What differs between two snapshots of one host. Pure. */
import type { HostSnapshot, SnapshotItem } from './snapshot.ts';

export interface SnapshotDifference {
  /** Path of the thing, with the property where both snapshots have the thing. */
  readonly path: string;
  /** Null where it was not there. */
  readonly before: SnapshotItem | string | number | boolean | null;
  readonly after: SnapshotItem | string | number | boolean | null;
  /** For people: `huge pages/cell 1/2048 KiB: free was 448, is 320`. */
  readonly sentence: string;
}

/** Sorted by path; empty where the host is as it was. A reboot in between is a difference by itself. */
export function compareSnapshots(before: HostSnapshot, after: HostSnapshot): SnapshotDifference[] {
  const differences: SnapshotDifference[] = [];
  if (before.bootId !== after.bootId) {
    differences.push({
      path: 'boot',
      before: before.bootId,
      after: after.bootId,
      sentence: 'the host was rebooted between the two snapshots',
    });
  }
  const paths = [...new Set([...Object.keys(before.items), ...Object.keys(after.items)])].sort();
  for (const path of paths) differences.push(...compareItems(path, before.items[path], after.items[path]));
  return differences;
}

function compareItems(
  path: string,
  before: SnapshotItem | undefined,
  after: SnapshotItem | undefined,
): SnapshotDifference[] {
  if (before === undefined || after === undefined) {
    const sentence =
      before === undefined ? `${path} is there, it was not before` : `${path} was there, it is gone`;
    return [{ path, before: before ?? null, after: after ?? null, sentence }];
  }
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((property) => before[property] !== after[property])
    .map((property) => {
      const was = before[property] ?? null;
      const is = after[property] ?? null;
      return {
        path: `${path}/${property}`,
        before: was,
        after: is,
        sentence: `${path}: ${property} was ${was ?? '(not set)'}, is ${is ?? '(not set)'}${explanation(property, before, after)}`,
      };
    });
}

/**
 * OVS-DPDK (3.1, per-port-memory) frees the packet buffers of a removed port only when the next port connects, and
 * takes pages from the host when they do not fit `dpdk-socket-mem`. Such a change is named, not hidden: with
 * enough `dpdk-socket-mem` (62 MB a port at MTU 1500) it does not happen.
 */
function explanation(property: string, before: SnapshotItem, after: SnapshotItem): string {
  const grown = Number(after.heldBySwitch) - Number(before.heldBySwitch);
  const shrunk = Number(before.free) - Number(after.free);
  if (!(property === 'free' || property === 'heldBySwitch') || !(grown !== 0 && grown === shrunk)) return '';
  return ' (packet buffers of Open vSwitch; it frees those of removed ports when the next port connects)';
}
