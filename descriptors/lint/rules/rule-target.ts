import type { Rule } from '../rule.ts';

export const ruleTarget: Rule = {
  code: 'NFV-D063',
  severity: 'error',
  title: 'An NfpRule targets something that is not an NFP.',
  remedy:
    'Name node templates of type tosca.nodes.nfv.NFP as targets; the rule says what traffic takes these paths.',
};
