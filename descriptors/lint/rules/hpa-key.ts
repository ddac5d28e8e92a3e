import type { Rule } from '../rule.ts';

export const hpaKey: Rule = {
  code: 'NFV-D046',
  severity: 'warning',
  title: 'A mandatory hardware platform awareness key is not understood.',
  remedy: 'Use a key of the HPA registry that this version reads, or set mandatory to false.',
};
