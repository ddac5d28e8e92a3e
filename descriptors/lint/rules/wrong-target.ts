import type { Rule } from '../rule.ts';

export const wrongTarget: Rule = {
  code: 'NFV-D022',
  severity: 'error',
  title: 'A reference points to something of the wrong kind.',
  remedy: 'Point it to a node or group of an allowed type.',
};
