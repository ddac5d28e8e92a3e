import type { Rule } from '../rule.ts';

export const scalarUnit: Rule = {
  code: 'NFV-D026',
  severity: 'error',
  lenient: 'warning',
  title: 'A size, time or frequency has no unit that TOSCA knows.',
  remedy: 'Write the number with its unit, e.g. 2 GiB, 512 MB, 10 s.',
};
