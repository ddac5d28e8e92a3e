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
        sentence: `${path}: ${property} was ${was ?? '(not set)'}, is ${is ?? '(not set)'}`,
      };
    });
}
