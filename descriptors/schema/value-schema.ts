/** What a TOSCA type says about values, the same shape for built-in facts and for types that a package declares. */
import type { YamlNode } from './node.ts';
import type { SourceRef } from './source.ts';

export type Constraint =
  | {
      readonly op: 'greater_than' | 'greater_or_equal' | 'less_than' | 'less_or_equal' | 'equal';
      readonly value: string;
    }
  | { readonly op: 'in_range'; readonly min: string; readonly max: string }
  | { readonly op: 'valid_values'; readonly values: readonly string[] }
  | { readonly op: 'min_length' | 'max_length' | 'length'; readonly value: number }
  /** `trusted`: from our own tables, so known not to backtrack without end. */
  | { readonly op: 'pattern'; readonly pattern: string; readonly trusted: boolean };

/** A type expression: `entry` for list and map, `key` for maps with a key_schema. */
export interface ValueSchema {
  /** TOSCA primitive (`string`, `scalar-unit.size`, `list` …) or the full name of a data type. */
  readonly type: string;
  readonly constraints: readonly Constraint[];
  readonly entry?: ValueSchema;
  readonly key?: ValueSchema;
}

export interface PropertyDefinition {
  readonly name: string;
  readonly schema: ValueSchema;
  readonly required: boolean;
  /** JSON value of the default, where there is one. */
  readonly defaultValue?: unknown;
  /** The same as written, for a type that a package declares. */
  readonly defaultNode?: YamlNode;
}

export interface RequirementDefinition {
  readonly name: string;
  readonly capability?: string;
  readonly node?: string;
  readonly relationship?: string;
  /** Absent occurrences mean [1,1] in TOSCA. `Infinity` for UNBOUNDED. */
  readonly min: number;
  readonly max: number;
}

export const TYPE_KINDS = [
  'data',
  'capability',
  'relationship',
  'interface',
  'artifact',
  'node',
  'group',
  'policy',
] as const;
export type TypeKind = (typeof TYPE_KINDS)[number];

export interface TypeDefinition {
  readonly kind: TypeKind;
  readonly name: string;
  readonly parent: string | undefined;
  readonly properties: ReadonlyMap<string, PropertyDefinition>;
  /** Capability name → capability type. */
  readonly capabilities: ReadonlyMap<string, string>;
  readonly requirements: ReadonlyMap<string, RequirementDefinition>;
  readonly interfaces: ReadonlyMap<string, string>;
  readonly operations: readonly string[];
  /** Group members, policy targets: type names with their section, e.g. `tosca.nodes.nfv.VNF`. */
  readonly targets: readonly string[];
  /** A built-in type, or where the package declares it. */
  readonly origin: 'built-in' | SourceRef;
}
