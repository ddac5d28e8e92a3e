import type { Rule } from '../rule.ts';

export const yamlSyntax: Rule = {
  code: 'NFV-D010',
  severity: 'error',
  title: 'The file is not valid YAML.',
  remedy: 'Correct the syntax at the position given.',
};
