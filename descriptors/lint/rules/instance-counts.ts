import type { Vnfd } from '../../schema/vnfd.ts';
import type { Report, Rule } from '../rule.ts';

export const instanceCounts: Rule = {
  code: 'NFV-D042',
  severity: 'error',
  title: 'The number of instances lies outside what vdu_profile allows.',
  remedy: 'Make min_number_of_instances <= initial number <= max_number_of_instances.',
};

/** Minimum, maximum and the number at the default level. */
export function checkInstanceCounts(vnfd: Vnfd, report: Report): void {
  for (const vdu of vnfd.vdus) {
    const { minNumberOfInstances: min, maxNumberOfInstances: max, initialNumberOfInstances: initial } = vdu;
    if (min > max)
      report(instanceCounts, vdu.source, `${vdu.vduId}: minimum ${min} is more than maximum ${max}`);
    else if (initial < min || initial > max)
      report(
        instanceCounts,
        vdu.source,
        `${vdu.vduId}: ${initial} instances at the start, allowed are ${min} to ${max}`,
      );
  }
}
