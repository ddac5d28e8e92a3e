import type { Rule } from '../rule.ts';

export const unsupportedInterface: Rule = {
  code: 'NFV-D047',
  severity: 'error',
  lenient: 'warning',
  title: 'A connection point asks for a kind of interface that cannot be made.',
  remedy: 'Use vnic_type normal or virtio-forwarder (vhost-user), or direct (an SR-IOV virtual function).',
};
