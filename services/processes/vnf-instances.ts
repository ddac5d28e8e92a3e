/** The VNFM's register of VNF instances, as the NFVO's transactions see it. */
import type { VnfInstancesPort } from '#nfvo/api/ports.ts';
import { registerVnfInstances, removeVnfInstances } from '#vnfm/store/vnf-instances.ts';

export function createVnfInstances(): VnfInstancesPort {
  return { registerVnfInstances, removeVnfInstances };
}
