import type { Rule } from '../rule.ts';

export const ruleValue: Rule = {
  code: 'NFV-D065',
  severity: 'error',
  title: 'A match field of an NfpRule has a value that no packet can have.',
  remedy:
    'Write addresses in CIDR form, MAC addresses with colons, DSCP as six binary digits, ports 0 to 65535.',
};
