import type { Rule } from '../rule.ts';

export const duplicateKey: Rule = {
  code: 'NFV-D011',
  severity: 'error',
  lenient: 'warning',
  title: 'A key stands twice in one map.',
  remedy: 'Keep one of the two; in lenient mode the last one counts.',
};
