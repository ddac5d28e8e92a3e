import type { Rule } from '../rule.ts';

export const imageChecksum: Rule = {
  code: 'NFV-D031',
  severity: 'error',
  title: 'A software image does not have its stated checksum.',
  remedy: 'Compute the checksum of the image again, or put the right image into the package.',
};
