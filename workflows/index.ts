/** Every workflow type, for the bundler. */
export { instantiateNs } from './ns/instantiate-ns.ts';
export { terminateNs } from './ns/terminate-ns.ts';
export { instantiateVnf } from './vnf/instantiate-vnf.ts';
export { terminateVnf } from './vnf/terminate-vnf.ts';
