import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import type { Constraint, TypeDefinition, TypeKind, ValueSchema } from '../value-schema.ts';
import { builtInTypes, EDITIONS, type Edition, editionsOfType } from './built-in.ts';

const reference = resolve(import.meta.dirname, '../../../../shared/etsi/sol001');
const SECTIONS: Record<string, TypeKind> = {
  data_types: 'data',
  capability_types: 'capability',
  relationship_types: 'relationship',
  interface_types: 'interface',
  node_types: 'node',
  group_types: 'group',
  policy_types: 'policy',
  artifact_types: 'artifact',
};

type Raw = Record<string, unknown>;
const record = (v: unknown): Raw => (typeof v === 'object' && v !== null ? (v as Raw) : {});
const squeeze = (v: unknown): string => String(v).replaceAll(' ', '');

/** A few of ETSI's files end a flow sequence at column 1, which YAML forbids: pull such lines up. */
const repaired = (text: string): string => text.replace(/\r?\n(?=[\w, ]*\]\s*$)/gm, ' ');

function rawConstraint(c: Raw): Constraint {
  const [[op, v] = ['', undefined]] = Object.entries(c);
  if (op === 'valid_values') return { op, values: (v as unknown[]).map(squeeze) };
  if (op === 'in_range') return { op, min: squeeze((v as unknown[])[0]), max: squeeze((v as unknown[])[1]) };
  if (op === 'pattern') return { op, pattern: String(v), trusted: true };
  if (op === 'min_length' || op === 'max_length' || op === 'length') return { op, value: Number(v) };
  return { op: op as 'equal', value: squeeze(v) };
}

function rawSchema(v: unknown): ValueSchema {
  const s: Raw = typeof v === 'string' ? { type: v } : record(v);
  const type = String(s.type);
  const holder = type === 'list' || type === 'map';
  return {
    type,
    constraints: ((s.constraints as Raw[] | undefined) ?? []).map(rawConstraint),
    ...(holder && { entry: rawSchema(s.entry_schema ?? 'string') }),
    ...(s.key_schema !== undefined && { key: rawSchema(s.key_schema) }),
  };
}

function compare(name: string, raw: Raw, ours: TypeDefinition | undefined, differences: string[]): void {
  const say = (what: string) => differences.push(`${name}: ${what}`);
  if (ours === undefined) return void say('missing');
  if (ours.parent !== raw.derived_from) say(`parent ${ours.parent}, not ${raw.derived_from}`);
  const properties = record(raw.properties);
  if (Object.keys(properties).sort().join() !== [...ours.properties.keys()].sort().join())
    say('property names');
  for (const [key, value] of Object.entries(properties)) {
    const p = record(value);
    const mine = ours.properties.get(key);
    if (mine?.required !== (p.required ?? true)) say(`${key}: required`);
    if (JSON.stringify(mine?.defaultValue) !== JSON.stringify(p.default)) say(`${key}: default`);
    const same = JSON.stringify(mine?.schema, sorted) === JSON.stringify(rawSchema(p), sorted);
    if (!same) say(`${key}: ${JSON.stringify(mine?.schema)} is not ${JSON.stringify(rawSchema(p))}`);
  }
  for (const item of (raw.requirements as Raw[] | undefined) ?? []) {
    const [[key, value] = ['', undefined]] = Object.entries(item);
    const r = record(value);
    const [min = 1, max = 1] = (r.occurrences as [number, number | string] | undefined) ?? [];
    const want = [r.capability, r.node, min, max === 'UNBOUNDED' ? Number.POSITIVE_INFINITY : max];
    const mine = ours.requirements.get(key);
    if (want.join() !== [mine?.capability, mine?.node, mine?.min, mine?.max].join())
      say(`requirement ${key}`);
  }
  for (const [key, value] of Object.entries(record(raw.capabilities)))
    if (ours.capabilities.get(key) !== (typeof value === 'string' ? value : record(value).type))
      say(`capability ${key}`);
  const targets = [...((raw.targets ?? raw.members ?? []) as string[])];
  if (targets.join() !== ours.targets.join()) say('targets');
}

const sorted = (_: string, v: unknown): unknown =>
  typeof v === 'object' && v !== null && !Array.isArray(v)
    ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1)))
    : v;

describe('built-in SOL001 types', () => {
  it('decides features per edition, not by comparing numbers', () => {
    const has = (e: Edition, p: string) => builtInTypes(e).get('tosca.nodes.nfv.VNF')?.properties.has(p);
    expect([has('3.7.1', 'modifiable_attributes'), has('4.2.1', 'modifiable_attributes')]).toEqual([
      true,
      false,
    ]);
    expect(has('4.3.1', 'modifiable_attributes')).toBe(true);
    expect(editionsOfType('tosca.nodes.nfv.NFP')[0]).toBe('2.7.1');
    expect(builtInTypes('2.6.1').get('tosca.nodes.nfv.NFP')).toBeUndefined();
  });

  it('reads constraints, key schemas and defaults', () => {
    const types = builtInTypes('4.3.1');
    const cpu = types.get('tosca.datatypes.nfv.VirtualCpu')?.properties.get('num_virtual_cpu');
    expect(cpu).toMatchObject({
      required: true,
      schema: { type: 'integer', constraints: [{ op: 'greater_than', value: '0' }] },
    });
    const levels = types
      .get('tosca.datatypes.nfv.NsScalingAspect')
      ?.properties.get('ns_scale_levels')?.schema;
    expect(levels?.key).toMatchObject({ type: 'integer' });
    expect(levels?.entry?.type).toBe('tosca.datatypes.nfv.NsLevels');
    const policy = types.get('tosca.policies.nfv.SecurityGroupRule');
    expect(policy?.parent).toBe('tosca.policies.nfv.Abstract.SecurityGroupRule');
  });

  it('has no type whose parent is unknown', () => {
    for (const edition of EDITIONS)
      for (const type of builtInTypes(edition).values())
        if (type.parent !== undefined) expect(builtInTypes(edition).has(type.parent), type.parent).toBe(true);
  });

  it.each(EDITIONS)("agrees with ETSI's files of edition %s (skipped where they are absent)", (edition) => {
    if (!existsSync(reference)) {
      console.log(`${reference} is absent: comparison with ETSI's type files skipped`);
      return;
    }
    const differences: string[] = [];
    const seen = new Set<string>();
    for (const part of ['common', 'vnfd', 'nsd', 'pnfd']) {
      const file = join(reference, edition, `etsi_nfv_sol001_${part}_types.yaml`);
      if (!existsSync(file)) continue;
      const document = record(
        parseDocument(repaired(readFileSync(file, 'utf8')), { uniqueKeys: false }).toJS(),
      );
      for (const section of Object.keys(SECTIONS))
        for (const [name, raw] of Object.entries(record(document[section]))) {
          if (seen.has(name)) continue;
          seen.add(name);
          compare(name, record(raw), builtInTypes(edition).get(name), differences);
        }
    }
    expect(differences).toEqual([]);
    const ours = [...builtInTypes(edition).keys()].filter((n) => n.includes('.nfv.'));
    expect(ours.filter((n) => !seen.has(n))).toEqual([]);
  });
});
