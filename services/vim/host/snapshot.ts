/**
 * A host as it stands, for the comparison before and after: what is left over, and what is missing. Only stable
 * properties are taken (no counters, no times, no ids the kernel hands out anew), so two snapshots of a host nobody
 * touched are equal.
 */

import type { HostConnection } from './connection.ts';
import { parseSections } from './sections.ts';
import { itemsOf, type SnapshotItem, type SnapshotItems } from './snapshot-read.ts';
import { SNAPSHOT_SCRIPT } from './snapshot-script.ts';

export type { SnapshotItem, SnapshotItems };

export interface HostSnapshot {
  readonly hostId: string;
  /** Two snapshots of different boots tell about the reboot, not about us. */
  readonly bootId: string;
  readonly takenAt: string;
  readonly items: SnapshotItems;
}

/** One round trip; VIM_COMMAND_FAILED where a single reading fails, since half a snapshot would hide differences. */
export async function snapshotHost(
  host: HostConnection,
  options: { signal?: AbortSignal } = {},
): Promise<HostSnapshot> {
  const result = await host.script(SNAPSHOT_SCRIPT, [], { timeoutMs: 120_000, ...options });
  const sections = parseSections(result.stdout);
  return {
    hostId: host.hostId,
    bootId: sections.need('boot-id').text.trim(),
    takenAt: new Date().toISOString(),
    items: itemsOf(sections),
  };
}
