import type { Rule } from '../rule.ts';

export const undeclaredLevel: Rule = {
  code: 'NFV-D050',
  severity: 'error',
  title: 'An instantiation level is used and not declared, or no default can be told.',
  remedy: 'Declare the level in InstantiationLevels, and a default_level where there is more than one.',
};
