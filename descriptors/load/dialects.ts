/** Names the dialect of a document that is not SOL001 TOSCA, so that the refusal says what to do instead. */
import { entriesOf, get, textOf, type YamlNode } from '../schema/node.ts';

interface Dialect {
  readonly name: string;
  readonly matches: (root: YamlNode) => boolean;
}

const hasKey = (root: YamlNode, pattern: RegExp): boolean =>
  entriesOf(root).some((e) => pattern.test(e.key.value));
const version = (root: YamlNode): string => textOf(get(root, 'tosca_definitions_version')) ?? '';

const DIALECTS: readonly Dialect[] = [
  { name: 'a Heat orchestration template (HOT)', matches: (r) => hasKey(r, /^heat_template_version$/) },
  {
    name: 'a SOL006 or OSM descriptor (YANG data)',
    matches: (r) =>
      hasKey(r, /^((\w|-)+:)?(vnfd|nsd|nst|nfv|vnfd-catalog|nsd-catalog|nsd:nsd-catalog|vnfd:vnfd-catalog)$/),
  },
  {
    name: 'TOSCA with keys in camelCase',
    matches: (r) => hasKey(r, /^(toscaDefinitionsVersion|topologyTemplate)$/),
  },
  {
    name: "Tacker's profile from before SOL001 (tosca_simple_profile_for_nfv)",
    matches: (r) => version(r).startsWith('tosca_simple_profile_for_nfv'),
  },
  { name: 'a Cloudify blueprint', matches: (r) => version(r).startsWith('cloudify_dsl') },
  {
    name: 'a SONATA descriptor',
    matches: (r) => hasKey(r, /^descriptor_(version|schema)$/) && hasKey(r, /^vendor$/),
  },
  {
    name: 'an OpenMANO descriptor',
    matches: (r) => hasKey(r, /^(vnf|topology|network)$/) && hasKey(r, /^(schema_version|name|vnf)$/),
  },
  { name: 'ONAP SDC TOSCA (org.openecomp types)', matches: usesOpenecomp },
];

function usesOpenecomp(root: YamlNode): boolean {
  const nodes = entriesOf(get(root, 'topology_template', 'node_templates'));
  const types = nodes.map((n) => textOf(get(n.value, 'type')) ?? '');
  const substituted = textOf(get(root, 'topology_template', 'substitution_mappings', 'node_type')) ?? '';
  return [...types, substituted].some((t) => t.startsWith('org.openecomp.'));
}

/** A name for people, or undefined where the document may be SOL001. */
export function foreignDialect(root: YamlNode): string | undefined {
  return DIALECTS.find((d) => d.matches(root))?.name;
}
