import type { Rule } from '../rule.ts';

export const manifestFiles: Rule = {
  code: 'NFV-D007',
  severity: 'error',
  lenient: 'warning',
  title: 'The manifest and the files of the package do not agree.',
  remedy: 'Let netwright package build write the manifest, or list exactly the files that are there.',
};
