/** A TOSCA service template merged over its imports: what lint rules and the mappers to the canonical models read. */
import type { YamlEntry, YamlMap, YamlNode, YamlScalar } from './node.ts';
import type { SourceRef } from './source.ts';
import type { Edition } from './types/built-in.ts';
import type { PropertyDefinition, RequirementDefinition, TypeDefinition, TypeKind } from './value-schema.ts';

export interface Requirement {
  readonly name: string;
  readonly key: YamlScalar;
  /** Name of the node template (or type) it points to; absent where it is written without one. */
  readonly target: YamlScalar | undefined;
  readonly capability: YamlScalar | undefined;
}

export interface Artifact {
  readonly name: string;
  readonly key: YamlScalar;
  /** Absent in the short notation `name: path`. */
  readonly type: YamlScalar | undefined;
  readonly file: YamlScalar | undefined;
  readonly properties: YamlMap | undefined;
}

export interface NodeTemplate {
  readonly name: string;
  readonly key: YamlScalar;
  readonly type: string;
  readonly typeNode: YamlScalar | undefined;
  readonly body: YamlMap;
  readonly properties: YamlMap | undefined;
  readonly capabilities: YamlMap | undefined;
  readonly requirements: readonly Requirement[];
  readonly artifacts: readonly Artifact[];
}

/** A group (`references` are its members) or a policy (its targets). */
export interface Collective {
  readonly name: string;
  readonly key: YamlScalar;
  readonly type: string;
  readonly typeNode: YamlScalar | undefined;
  readonly properties: YamlMap | undefined;
  readonly references: readonly YamlScalar[];
}

/** `virtual_link_left: [CP_LEFT, virtual_link]` of substitution_mappings. */
export interface Exposure {
  readonly name: string;
  readonly key: YamlScalar;
  readonly node: YamlScalar | undefined;
  readonly requirement: YamlScalar | undefined;
}

export interface Substitution {
  readonly nodeType: YamlScalar | undefined;
  readonly properties: YamlMap | undefined;
  readonly requirements: readonly Exposure[];
  readonly source: SourceRef;
}

/** One topology_template; a VNFD has one per deployment flavour, and often one more at the top. */
export interface Topology {
  readonly file: string;
  readonly source: SourceRef;
  readonly nodes: ReadonlyMap<string, NodeTemplate>;
  readonly groups: ReadonlyMap<string, Collective>;
  readonly policies: readonly Collective[];
  readonly inputs: ReadonlyMap<string, YamlEntry>;
  readonly substitution: Substitution | undefined;
}

/** A type with everything it inherits. */
export interface EffectiveType {
  readonly definition: TypeDefinition;
  /** The type itself first, then its ancestors. */
  readonly lineage: readonly string[];
  readonly properties: ReadonlyMap<string, PropertyDefinition>;
  readonly capabilities: ReadonlyMap<string, string>;
  readonly requirements: ReadonlyMap<string, RequirementDefinition>;
  readonly targets: readonly string[];
}

/** Types of the package first, then the built-in ones of the edition. */
export interface TypeRegistry {
  readonly edition: Edition;
  /** Undefined for an unknown type; `kind` undefined finds any. */
  find(name: string, kind?: TypeKind): EffectiveType | undefined;
  /** True where `name` is `ancestor` or derives from it. */
  isA(name: string, ancestor: string): boolean;
}

export interface ServiceTemplate {
  readonly entryFile: string;
  readonly entryRoot: YamlNode;
  readonly definitionsVersion: string;
  readonly types: TypeRegistry;
  /** In the order of imports, the entry file's first. */
  readonly topologies: readonly Topology[];
  /** Files of the package that were read. */
  readonly files: readonly string[];
  /** Imports that the built-in tables stood in for. */
  readonly builtInImports: readonly string[];
}
