import type { Rule } from '../rule.ts';

export const hashAlgorithm: Rule = {
  code: 'NFV-D009',
  severity: 'error',
  title: 'A hash algorithm is not known.',
  remedy: 'Use SHA-256 or SHA-512 in manifests, sha-224, sha-256, sha-384 or sha-512 for software images.',
};
