import type { Rule } from '../rule.ts';

export const nfpGraph: Rule = {
  code: 'NFV-D060',
  severity: 'error',
  lenient: 'warning',
  title: 'The positions of a forwarding path do not form a path.',
  remedy:
    'Give each NFP its positions in order, each position once with its elements, and make the NFP a member of a VNFFG.',
};
