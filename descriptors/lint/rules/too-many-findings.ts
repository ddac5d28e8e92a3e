import type { Rule } from '../rule.ts';

export const tooManyFindings: Rule = {
  code: 'NFV-D091',
  severity: 'error',
  title: 'There are more findings than are shown.',
  remedy: 'Correct what is shown and validate again.',
};
