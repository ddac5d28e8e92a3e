import type { Rule } from '../rule.ts';

export const unknownProperty: Rule = {
  code: 'NFV-D017',
  severity: 'error',
  lenient: 'warning',
  title: 'A property is not declared by its type.',
  remedy: 'Remove it or correct its name; the SOL001 edition in use must have it.',
};
