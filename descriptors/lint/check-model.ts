/** The semantic rules over the canonical models, each in its own file. */
import type { Nsd } from '../schema/nsd.ts';
import type { Vnfd } from '../schema/vnfd.ts';
import type { Report } from './rule.ts';
import { checkCpuPinning } from './rules/cpu-pinning.ts';
import { checkHugePages } from './rules/huge-pages.ts';
import { checkInstanceCounts } from './rules/instance-counts.ts';
import { checkNfpEnds } from './rules/nfp-ends.ts';
import { checkNfpHops } from './rules/nfp-hops.ts';
import { checkNicLocality } from './rules/nic-locality.ts';
import { checkSegmentation } from './rules/segmentation.ts';
import { checkVnicOrder } from './rules/vnic-order.ts';

const VNFD_CHECKS = [checkCpuPinning, checkHugePages, checkInstanceCounts, checkNicLocality, checkVnicOrder];
const NSD_CHECKS = [checkNfpEnds, checkNfpHops, checkSegmentation];

export function checkVnfd(vnfd: Vnfd, report: Report): void {
  for (const check of VNFD_CHECKS) check(vnfd, report);
}

export function checkNsd(nsd: Nsd, report: Report): void {
  for (const check of NSD_CHECKS) check(nsd, report);
}
