import type { Rule } from '../rule.ts';

export const packageLimits: Rule = {
  code: 'NFV-D003',
  severity: 'error',
  title: 'The package exceeds a size, count or compression limit.',
  remedy:
    'Split the package or store large images uncompressed; limits protect the server from archive bombs.',
};
