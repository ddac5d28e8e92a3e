import type { Rule } from '../rule.ts';

export const yamlLimits: Rule = {
  code: 'NFV-D012',
  severity: 'error',
  title: 'A YAML file is too large, too deep, or expands too far.',
  remedy: 'Flatten the document; no descriptor needs such nesting or aliasing.',
};
