import type { Rule } from '../rule.ts';

export const missingProperty: Rule = {
  code: 'NFV-D018',
  severity: 'error',
  title: 'A required property is missing.',
  remedy: 'Give the property a value, or the type a default.',
};
