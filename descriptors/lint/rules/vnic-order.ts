import type { Vnfd } from '../../schema/vnfd.ts';
import type { Report, Rule } from '../rule.ts';

export const vnicOrder: Rule = {
  code: 'NFV-D043',
  severity: 'error',
  title: 'Two vNICs of one VDU have the same order.',
  remedy: 'Number the connection points of a VDU from 0 without repeating a number.',
};

/** `order` says which NIC the guest sees first, so it must be unique within a VDU. */
export function checkVnicOrder(vnfd: Vnfd, report: Report): void {
  const taken = new Map<string, string>();
  for (const cp of vnfd.vduCps) {
    const key = `${cp.vduId}\n${cp.order}`;
    const other = taken.get(key);
    if (other === undefined) taken.set(key, cp.cpdId);
    else report(vnicOrder, cp.source, `${cp.cpdId} has order ${cp.order} like ${other} on ${cp.vduId}`);
  }
}
