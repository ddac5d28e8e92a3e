import type { Rule } from '../rule.ts';

export const wrongValueType: Rule = {
  code: 'NFV-D019',
  severity: 'error',
  title: 'A value has the wrong type.',
  remedy: "Write a value of the type that the property's definition asks for.",
};
