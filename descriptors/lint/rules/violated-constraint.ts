import type { Rule } from '../rule.ts';

export const violatedConstraint: Rule = {
  code: 'NFV-D020',
  severity: 'error',
  title: 'A value violates a constraint of its definition.',
  remedy: 'Choose a value that the definition allows.',
};
