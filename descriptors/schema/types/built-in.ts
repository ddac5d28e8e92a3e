/** The built-in SOL001 and TOSCA types of one edition, made from the fact tables on first use and then kept. */
import type { PropertyDefinition, RequirementDefinition, TypeDefinition } from '../value-schema.ts';
import { commonFacts } from './facts/common.ts';
import { nsdFacts } from './facts/nsd.ts';
import { pnfdFacts } from './facts/pnfd.ts';
import { toscaFacts } from './facts/tosca.ts';
import { vnfdDataFacts } from './facts/vnfd-data.ts';
import { vnfdNodeFacts } from './facts/vnfd-nodes.ts';
import { vnfdPolicyFacts } from './facts/vnfd-policies.ts';
import { EDITIONS, type Edition, readTypeFacts, type TypeFacts } from './notation.ts';

export { EDITIONS, type Edition } from './notation.ts';

let facts: readonly TypeFacts[] | undefined;
const byEdition = new Map<Edition, ReadonlyMap<string, TypeDefinition>>();

function allFacts(): readonly TypeFacts[] {
  facts ??= [
    toscaFacts,
    commonFacts,
    vnfdDataFacts,
    vnfdNodeFacts,
    vnfdPolicyFacts,
    nsdFacts,
    pnfdFacts,
  ].flatMap(readTypeFacts);
  return facts;
}

function define(type: TypeFacts, bit: number): TypeDefinition {
  const at = <T>(list: readonly { value: T; editions: number }[]): T[] =>
    list.filter((f) => (f.editions & bit) !== 0).map((f) => f.value);
  return {
    kind: type.kind,
    name: type.name,
    parent: at(type.parents)[0],
    properties: new Map(at(type.properties).map((p): [string, PropertyDefinition] => [p.name, p])),
    requirements: new Map(at(type.requirements).map((r): [string, RequirementDefinition] => [r.name, r])),
    capabilities: new Map(at(type.capabilities).map((c): [string, string] => [c.name, c.type])),
    interfaces: new Map(at(type.interfaces).map((i): [string, string] => [i.name, i.type])),
    operations: at(type.operations).flat(),
    targets: at(type.targets).flat(),
    origin: 'built-in',
  };
}

/** Every built-in type of an edition by its full name (`tosca.nodes.nfv.VduCp`). */
export function builtInTypes(edition: Edition): ReadonlyMap<string, TypeDefinition> {
  let types = byEdition.get(edition);
  if (types === undefined) {
    const bit = 1 << EDITIONS.indexOf(edition);
    types = new Map(
      allFacts()
        .filter((t) => (t.editions & bit) !== 0)
        .map((t) => [t.name, define(t, bit)]),
    );
    byEdition.set(edition, types);
  }
  return types;
}

/** The editions that know a type, oldest first; empty for a name no edition has. */
export function editionsOfType(name: string): Edition[] {
  const found = allFacts().filter((t) => t.name === name);
  return EDITIONS.filter((_, i) => found.some((t) => (t.editions & (1 << i)) !== 0));
}

/** `4.3.1` for a text that names an edition held here, else undefined. */
export function asEdition(text: string): Edition | undefined {
  return EDITIONS.find((e) => e === text);
}
