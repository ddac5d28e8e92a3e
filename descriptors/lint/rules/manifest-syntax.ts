import type { Rule } from '../rule.ts';

export const manifestSyntax: Rule = {
  code: 'NFV-D006',
  severity: 'error',
  lenient: 'warning',
  title: 'The manifest is incomplete or cannot be read.',
  remedy:
    'Write the metadata block with every mandatory key, and each file as Source, Algorithm, Hash (SOL004 4.3.2, SOL007 4.3.2).',
};
