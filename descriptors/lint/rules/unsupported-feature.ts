import type { Rule } from '../rule.ts';

export const unsupportedFeature: Rule = {
  code: 'NFV-D090',
  severity: 'warning',
  title: 'A part of the descriptor is read and not acted on.',
  remedy: 'Check that the service works without it, or leave it out.',
};
