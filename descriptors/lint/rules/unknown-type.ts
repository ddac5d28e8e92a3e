import type { Rule } from '../rule.ts';

export const unknownType: Rule = {
  code: 'NFV-D016',
  severity: 'error',
  title: 'A type is not known.',
  remedy: 'Correct the name, or declare the type in the package; the SOL001 edition in use must have it.',
};
