import type { Rule } from '../rule.ts';

export const danglingImport: Rule = {
  code: 'NFV-D014',
  severity: 'error',
  lenient: 'warning',
  title: 'An imported file is not in the package and not built in.',
  remedy: 'Add the file to the package; imports are never fetched from the network.',
};
