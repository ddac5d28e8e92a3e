import type { Rule } from '../rule.ts';

export const missingRequirement: Rule = {
  code: 'NFV-D024',
  severity: 'error',
  lenient: 'warning',
  title: 'A requirement occurs fewer or more times than its type allows.',
  remedy:
    'Give the node exactly the targets its type asks for, or expose the requirement by substitution_mappings.',
};
