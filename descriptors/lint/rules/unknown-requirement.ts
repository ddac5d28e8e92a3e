import type { Rule } from '../rule.ts';

export const unknownRequirement: Rule = {
  code: 'NFV-D023',
  severity: 'error',
  lenient: 'warning',
  title: "A requirement or capability is not declared by the node's type.",
  remedy: 'Use a name the type declares, or derive a type that declares it.',
};
