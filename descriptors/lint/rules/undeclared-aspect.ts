import type { Rule } from '../rule.ts';

export const undeclaredAspect: Rule = {
  code: 'NFV-D051',
  severity: 'error',
  title: 'A scaling aspect is used and not declared.',
  remedy: 'Declare the aspect in a ScalingAspects policy, or correct its name.',
};
