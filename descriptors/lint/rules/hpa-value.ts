import type { Rule } from '../rule.ts';

export const hpaValue: Rule = {
  code: 'NFV-D045',
  severity: 'error',
  title: 'A hardware platform awareness value cannot be read.',
  remedy:
    'Write the plain value, or JSON with configurationValue, and one of the values that the key allows.',
};
