import type { Rule } from '../rule.ts';

export const severalImages: Rule = {
  code: 'NFV-D033',
  severity: 'error',
  title: 'A VDU has more than one software image.',
  remedy: 'Keep one SwImage artifact per VDU; put further disks on VirtualBlockStorage nodes.',
};
