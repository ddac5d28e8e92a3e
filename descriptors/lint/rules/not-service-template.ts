import type { Rule } from '../rule.ts';

export const notServiceTemplate: Rule = {
  code: 'NFV-D013',
  severity: 'error',
  title: 'The file is not a SOL001 service template.',
  remedy: 'Write the descriptor as TOSCA Simple Profile in YAML with the SOL001 node types.',
};
