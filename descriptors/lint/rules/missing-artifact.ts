import type { Rule } from '../rule.ts';

export const missingArtifact: Rule = {
  code: 'NFV-D030',
  severity: 'error',
  title: 'An artifact file is not in the package.',
  remedy: 'Add the file, or correct its path (relative to the descriptor, or to the root of the package).',
};
