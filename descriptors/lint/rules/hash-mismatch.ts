import type { Rule } from '../rule.ts';

export const hashMismatch: Rule = {
  code: 'NFV-D008',
  severity: 'error',
  title: 'A file does not have the hash that the manifest states.',
  remedy:
    'The file was changed after the manifest was written: build the package again from a source you trust.',
};
