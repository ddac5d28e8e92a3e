import type { Rule } from '../rule.ts';

export const letterCase: Rule = {
  code: 'NFV-D027',
  severity: 'warning',
  title: 'A value differs from an allowed one only in upper and lower case.',
  remedy: 'Write it exactly as the definition does; other orchestrators may refuse it.',
};
