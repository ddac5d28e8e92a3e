import type { Rule } from '../rule.ts';

export const typeDerivation: Rule = {
  code: 'NFV-D015',
  severity: 'error',
  title: 'A type derives from itself.',
  remedy: 'Break the cycle of derived_from.',
};
