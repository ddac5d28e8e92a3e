import type { Rule } from '../rule.ts';

export const metaReference: Rule = {
  code: 'NFV-D005',
  severity: 'error',
  lenient: 'warning',
  title: 'TOSCA.meta names a file that is not in the package, or lacks a mandatory entry.',
  remedy: 'Correct the path in TOSCA.meta, or add the file (SOL004 4.1.2.3).',
};
