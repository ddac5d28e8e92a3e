import type { Rule } from '../rule.ts';

export const nfpBinding: Rule = {
  code: 'NFV-D066',
  severity: 'error',
  lenient: 'warning',
  title: 'A position element does not lead to a SAP or to one external connection point of a VNF.',
  remedy:
    "Let the VNF's virtual_link requirement point at a Forwarding node, that one's virtual_link at the NsVirtualLink, and the element's profile_element at the Forwarding node.",
};
