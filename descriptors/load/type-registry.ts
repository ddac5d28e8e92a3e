/** Looks types up: those of the package first, then the built-in ones; inheritance worked out once per type. */
import type { Report } from '../lint/rule.ts';
import { typeDerivation } from '../lint/rules/type-derivation.ts';
import { unknownType } from '../lint/rules/unknown-type.ts';
import type { EffectiveType, TypeRegistry } from '../schema/service-template.ts';
import { builtInTypes, type Edition } from '../schema/types/built-in.ts';
import type { TypeDefinition, TypeKind } from '../schema/value-schema.ts';

/** No real type has more ancestors; a chain of thousands is an attack on memory. */
const MAX_ANCESTORS = 50;

/** Reports types that derive from themselves or from nothing; lookups never fail. */
export function createTypeRegistry(
  edition: Edition,
  declared: readonly TypeDefinition[],
  report: Report,
): TypeRegistry {
  const builtIn = builtInTypes(edition);
  const own = new Map(declared.map((t) => [t.name, t]));
  const effective = new Map<string, EffectiveType>();
  const definitionOf = (name: string): TypeDefinition | undefined => own.get(name) ?? builtIn.get(name);

  function ancestry(start: TypeDefinition): TypeDefinition[] {
    const chain = [start];
    const seen = new Set([start.name]);
    for (let at = start; at.parent !== undefined; ) {
      const next = definitionOf(at.parent);
      if (next === undefined) {
        if (at.origin !== 'built-in')
          report(unknownType, at.origin, `${at.name} derives from ${at.parent}, which is not known`);
        break;
      }
      if (seen.has(next.name) || chain.length > MAX_ANCESTORS) {
        const why = seen.has(next.name) ? `itself by way of ${at.name}` : `more than ${MAX_ANCESTORS} types`;
        const place = start.origin === 'built-in' ? at.origin : start.origin;
        if (place !== 'built-in') report(typeDerivation, place, `${start.name} derives from ${why}`);
        break;
      }
      seen.add(next.name);
      chain.push(next);
      at = next;
    }
    return chain;
  }

  function resolve(definition: TypeDefinition): EffectiveType {
    const chain = ancestry(definition);
    const eldestFirst = chain.toReversed();
    return {
      definition,
      lineage: chain.map((t) => t.name),
      properties: new Map(eldestFirst.flatMap((t) => [...t.properties])),
      capabilities: new Map(eldestFirst.flatMap((t) => [...t.capabilities])),
      requirements: new Map(eldestFirst.flatMap((t) => [...t.requirements])),
      targets: chain.find((t) => t.targets.length > 0)?.targets ?? [],
    };
  }

  function find(name: string, kind?: TypeKind): EffectiveType | undefined {
    let type = effective.get(name);
    if (type === undefined) {
      const definition = definitionOf(name);
      if (definition === undefined) return undefined;
      type = resolve(definition);
      effective.set(name, type);
    }
    return kind === undefined || type.definition.kind === kind ? type : undefined;
  }

  for (const type of declared) find(type.name);
  return {
    edition,
    find,
    isA: (name, ancestor) => find(name)?.lineage.includes(ancestor) ?? name === ancestor,
  };
}
