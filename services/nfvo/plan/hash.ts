/** The name of a plan: equal contents, equal hash, whatever the order of keys. */
import { createHash } from 'node:crypto';
import type { NsPlan } from './model.ts';

/** JSON with sorted keys and no white space; absent and undefined members are the same. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join()}}`;
}

/** 64 hex digits. The reasons are left out: they quote what was free, which changes without changing the plan. */
export function planHash(plan: Omit<NsPlan, 'hash'>): string {
  const { placementReasons: _, ...binding } = plan;
  return createHash('sha256').update(canonicalJson(binding)).digest('hex');
}
