/**
 * Reads a descriptor with its imports. A name is looked for in the package first (beside the importing file, at the
 * root, then by file name alone), then among the built-in SOL001 types by file name; the network is never asked.
 */
import { posix } from 'node:path';
import type { Report } from '../lint/rule.ts';
import { danglingImport } from '../lint/rules/dangling-import.ts';
import { misplacedSection } from '../lint/rules/misplaced-section.ts';
import { notServiceTemplate } from '../lint/rules/not-service-template.ts';
import { entriesOf, get, sourceOf, textOf, type YamlNode, type YamlScalar } from '../schema/node.ts';
import type { ServiceTemplate, Topology } from '../schema/service-template.ts';
import { asEdition, type Edition } from '../schema/types/built-in.ts';
import type { TypeDefinition } from '../schema/value-schema.ts';
import type { Container } from './container.ts';
import { foreignDialect } from './dialects.ts';
import { readTopology } from './topology.ts';
import { createTypeRegistry } from './type-registry.ts';
import { readUserTypes } from './user-types.ts';
import { readYaml, YAML_LIMITS } from './yaml.ts';

/**
 * Taken where nothing in the package says which edition of SOL001 it was written for: editions 2.x stand on TOSCA 1.2
 * (forwarding graphs come with 2.7.1), those from 3.3.1 on TOSCA 1.3.
 */
function likelyEdition(definitionsVersion: string, topologies: readonly Topology[]): Edition {
  if (definitionsVersion === 'tosca_simple_yaml_1_3') return '4.3.1';
  const graph = topologies.some((t) =>
    [...t.nodes.values()].some((n) => /^tosca\.nodes\.nfv\.(NFP|Nfp)/.test(n.type)),
  );
  return graph ? '2.7.1' : '2.6.1';
}

const BUILT_IN_FILE = /^etsi_nfv_sol001_(?:common|vnfd|nsd|pnfd)(?:_(\d+)_(\d+)_(\d+))?_types?\.ya?ml$/;
const ROOT_KEYS = new Set(
  (
    'tosca_definitions_version metadata dsl_definitions repositories imports artifact_types data_types capability_types ' +
    'interface_types relationship_types node_types group_types policy_types topology_template description namespace ' +
    'template_name template_author template_version'
  ).split(' '),
);

interface Reading {
  readonly container: Container;
  readonly report: Report;
  readonly types: TypeDefinition[];
  readonly topologies: Topology[];
  readonly files: Set<string>;
  readonly builtInImports: Set<string>;
  edition: Edition | undefined;
}

/**
 * Undefined where the entry file cannot be read or is no SOL001 service template; everything else is reported. The
 * edition is that of the imports, or of ETSI's own files in the package, or `editionHint`, or the likely one.
 */
export async function readServiceTemplate(
  container: Container,
  entryFile: string,
  report: Report,
  editionHint?: Edition,
): Promise<ServiceTemplate | undefined> {
  const reading: Reading = {
    container,
    report,
    types: [],
    topologies: [],
    files: new Set(),
    builtInImports: new Set(),
    edition: undefined,
  };
  const root = await readRoot(reading, entryFile);
  if (root === undefined || !isServiceTemplate(root, entryFile, report)) return undefined;
  await readFile(reading, entryFile, root);
  const definitionsVersion = textOf(get(root, 'tosca_definitions_version')) ?? '';
  const edition = reading.edition ?? editionHint ?? likelyEdition(definitionsVersion, reading.topologies);
  return {
    entryFile,
    entryRoot: root,
    definitionsVersion,
    types: createTypeRegistry(edition, reading.types, report),
    topologies: reading.topologies,
    files: [...reading.files],
    builtInImports: [...reading.builtInImports],
  };
}

async function readRoot(reading: Reading, file: string): Promise<YamlNode | undefined> {
  const bytes = await reading.container.read(file, YAML_LIMITS.bytes + 1, reading.report);
  return bytes === undefined ? undefined : readYaml(file, bytes, reading.report);
}

function isServiceTemplate(root: YamlNode, file: string, report: Report): boolean {
  const foreign = foreignDialect(root);
  if (foreign !== undefined) {
    report(notServiceTemplate, sourceOf(root), `this is ${foreign}, not SOL001`);
    return false;
  }
  const version = get(root, 'tosca_definitions_version');
  const text = textOf(version);
  if (root.kind !== 'map' || text === undefined) {
    report(
      notServiceTemplate,
      root.kind === 'map' ? sourceOf(root) : { file },
      'tosca_definitions_version is missing',
    );
    return false;
  }
  if (!/^tosca_simple_yaml_1_[0-3]$/.test(text))
    report(
      notServiceTemplate,
      sourceOf(version ?? root),
      `tosca_definitions_version "${text}" is not one of tosca_simple_yaml_1_0 to 1_3`,
    );
  return true;
}

/** Depth first, in the order of the import lines, each file once. */
async function readFile(reading: Reading, file: string, root: YamlNode): Promise<void> {
  reading.files.add(file);
  for (const { key } of entriesOf(root))
    if (!ROOT_KEYS.has(key.value))
      reading.report(
        misplacedSection,
        sourceOf(key),
        `"${key.value}" has no meaning at the root of a service template`,
      );
  const standard = BUILT_IN_FILE.test(posix.basename(file));
  if (standard) reading.edition ??= asEdition(textOf(get(root, 'metadata', 'template_version')) ?? '');
  reading.types.push(...readUserTypes(root, reading.report));
  const topology = readTopology(file, root, reading.report);
  if (topology !== undefined) reading.topologies.push(topology);
  for (const name of importNames(get(root, 'imports'))) {
    const target = resolveImport(reading, file, name);
    if (target === undefined || reading.files.has(target)) continue;
    reading.files.add(target);
    const imported = await readRoot(reading, target);
    if (imported !== undefined) await readFile(reading, target, imported);
  }
}

/** `- x.yaml`, `- file: x.yaml`, `- name: x.yaml`, `- name: { file: x.yaml }`. */
function importNames(imports: YamlNode | undefined): YamlScalar[] {
  const items = imports?.kind === 'list' ? imports.items : imports === undefined ? [] : [imports];
  return items.flatMap((item): YamlScalar[] => {
    if (item.kind === 'scalar') return textOf(item) === undefined ? [] : [item];
    const file = get(item, 'file');
    if (file?.kind === 'scalar') return [file];
    return entriesOf(item).flatMap(({ value }) => {
      const inner = value.kind === 'scalar' ? value : get(value, 'file');
      return inner?.kind === 'scalar' && textOf(inner) !== undefined ? [inner] : [];
    });
  });
}

/** The path in the package; undefined where the built-in types serve, or (reported) nothing does. */
function resolveImport(reading: Reading, from: string, name: YamlScalar): string | undefined {
  const { container } = reading;
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(name.value);
  const wanted = url ? posix.basename(name.value.replace(/[?#].*$/, '')) : name.value.replaceAll('\\', '/');
  const folder = posix.dirname(from);
  const candidates = [posix.join(folder, wanted), posix.normalize(wanted).replace(/^\/+/, '')];
  const found =
    candidates.find((c) => container.entries.has(c)) ?? container.byFileName(posix.basename(wanted));
  if (found !== undefined) return found;
  const builtIn = BUILT_IN_FILE.exec(posix.basename(wanted));
  if (builtIn !== null) {
    const [, major, minor, patch] = builtIn;
    const inUrl = /\bv?(\d+\.\d+\.\d+)\b/.exec(url ? name.value : '')?.[1];
    reading.edition ??= asEdition(inUrl ?? `${major}.${minor}.${patch}`);
    reading.builtInImports.add(name.value);
    return undefined;
  }
  if (/^(tosca_simple_yaml|TOSCA_definition|tosca_base_type)/i.test(posix.basename(wanted))) return undefined;
  reading.report(
    danglingImport,
    sourceOf(name),
    `import "${name.value}" is not in the package and not built in`,
  );
  return undefined;
}
