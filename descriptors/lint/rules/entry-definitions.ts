import type { Rule } from '../rule.ts';

export const entryDefinitions: Rule = {
  code: 'NFV-D004',
  severity: 'error',
  title: 'The package does not say where its descriptor is.',
  remedy:
    'Give TOSCA-Metadata/TOSCA.meta an Entry-Definitions line with the path of the descriptor, or have exactly one YAML file at the root (SOL004 4.1).',
};
