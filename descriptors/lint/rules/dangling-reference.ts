import type { Rule } from '../rule.ts';

export const danglingReference: Rule = {
  code: 'NFV-D021',
  severity: 'error',
  title: 'A name refers to nothing.',
  remedy: 'Correct the name, or add the node, group, input or requirement it refers to.',
};
