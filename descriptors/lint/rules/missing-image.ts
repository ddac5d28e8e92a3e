import type { Rule } from '../rule.ts';

export const missingImage: Rule = {
  code: 'NFV-D032',
  severity: 'error',
  lenient: 'warning',
  title: 'A VDU has no software image to boot from.',
  remedy: 'Give the VDU, or the block storage it uses, one artifact of type tosca.artifacts.nfv.SwImage.',
};
