import type { Rule } from '../rule.ts';

export const misplacedSection: Rule = {
  code: 'NFV-D025',
  severity: 'error',
  lenient: 'warning',
  title: 'A section or key has no meaning where it stands.',
  remedy:
    'Move it to where TOSCA reads it (groups and policies stand inside topology_template), or correct its name.',
};
