import type { Rule } from '../rule.ts';

export const unsafeEntry: Rule = {
  code: 'NFV-D002',
  severity: 'error',
  title: 'An entry of the package is unsafe.',
  remedy: 'Pack the file again with plain relative names, no links, no encryption, and each name once.',
};
