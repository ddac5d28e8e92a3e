/** Every error the VIM can end in. Codes are stable; docs/errors.md is generated from this table. */
import { defineErrors } from '#kernel/errors.ts';

export const vimErrors = defineErrors({
  VIM_HOST_URL_INVALID: {
    httpStatus: 422,
    retryable: false,
    title: 'The address of the host cannot be used',
    remedy: 'Give it as ssh://user@host:port, without password and path.',
  },
  VIM_HOST_UNREACHABLE: {
    httpStatus: 503,
    retryable: true,
    title: 'The host cannot be reached over SSH',
    remedy: 'Check address, port and route, and that sshd runs; then try again.',
  },
  VIM_HOST_AUTH_FAILED: {
    httpStatus: 422,
    retryable: false,
    title: 'The host refused the login',
    remedy: 'Give a private key whose public half is in the login user’s authorized_keys.',
  },
  VIM_HOST_KEY_MISMATCH: {
    httpStatus: 422,
    retryable: false,
    title: 'The host presents another SSH key than the one pinned',
    remedy: 'Find out why the key changed; if the change is wanted, remove the host and add it again.',
  },
  VIM_HOST_UNSUITABLE: {
    httpStatus: 422,
    retryable: false,
    title: 'The host lacks something a compute host needs',
    remedy:
      'Install or enable what the detail names (libvirtd, Open vSwitch with DPDK, huge pages), then add it again.',
  },
  VIM_HOST_IN_USE: {
    httpStatus: 409,
    retryable: false,
    title: 'The host still carries resources of ours',
    remedy: 'Terminate the network services on it, or remove what the detail names; then try again.',
  },
  VIM_COMMAND_FAILED: {
    httpStatus: 502,
    retryable: true,
    title: 'A command on the host failed',
    remedy: 'Read the quoted output; run the command on the host to see it in full.',
  },
  VIM_COMMAND_TIMEOUT: {
    httpStatus: 504,
    retryable: true,
    title: 'A command on the host did not end in its time',
    remedy: 'Look at the load of the host; the operation tries again by itself.',
  },
  VIM_LIBVIRT_LIBRARY_MISSING: {
    httpStatus: 503,
    retryable: false,
    title: 'The libvirt client library is not on this machine',
    remedy: 'Install libvirt0, or name the library in NETWRIGHT_LIBVIRT_LIBRARY.',
  },
  VIM_LIBVIRT_FAILED: {
    httpStatus: 502,
    retryable: true,
    title: 'libvirt refused a call',
    remedy: 'Read libvirt’s message in the detail; the journal of libvirtd on the host has the rest.',
  },
  VIM_DOMAIN_START_TIMEOUT: {
    httpStatus: 504,
    retryable: true,
    title: 'The VM did not start within its deadline and was killed',
    remedy:
      'Check that Open vSwitch polls the vhost-user sockets and the host has free huge pages on the cell.',
  },
  VIM_DOMAIN_FOREIGN: {
    httpStatus: 409,
    retryable: false,
    title: 'A domain of that name or UUID exists and is not ours',
    remedy: 'Remove or rename the foreign domain on the host.',
  },
  VIM_STALE_GENERATION: {
    httpStatus: 409,
    retryable: false,
    title: 'The host already carries a newer generation of this resource',
    remedy: 'Nothing to do: the command came late and was dropped.',
  },
  VIM_HOST_CHANGED: {
    httpStatus: 409,
    retryable: false,
    title: 'The host is not any more what it was when the plan was made',
    remedy: 'Plan again: `netwright ns plan` looks at the host afresh.',
  },
  VIM_IMAGE_MISSING: {
    httpStatus: 409,
    retryable: false,
    title: 'The image a plan names is not in the package store',
    remedy: 'Onboard the VNF package again, then plan again.',
  },
  VIM_IMAGE_CHECKSUM_MISMATCH: {
    httpStatus: 502,
    retryable: true,
    title: 'The image on the host has another checksum than the package promises',
    remedy: 'The upload is repeated; if it persists, check the host’s disk and memory.',
  },
  VIM_NO_PAGES: {
    httpStatus: 409,
    retryable: false,
    title: 'The cell has not enough free huge pages',
    remedy: 'Free or add huge pages on the named cell, then plan again.',
  },
  VIM_OVSDB_FAILED: {
    httpStatus: 502,
    retryable: true,
    title: 'Open vSwitch refused a database transaction',
    remedy: 'Read the quoted OVSDB error; check `ovs-vsctl show` on the host.',
  },
  VIM_PORT_FAILED: {
    httpStatus: 502,
    retryable: true,
    title: 'Open vSwitch could not bring a port up',
    remedy: 'See `ovs-vsctl list Interface NAME` on the host; for vhost-user check DPDK’s mempool drivers.',
  },
  VIM_PORT_NOT_CONNECTED: {
    httpStatus: 504,
    retryable: true,
    title: 'The guest did not connect its vhost-user port in time',
    remedy: 'Look at the VM’s console log: its kernel must load a virtio-net driver.',
  },
  VIM_VF_BUSY: {
    httpStatus: 409,
    retryable: false,
    title: 'The virtual function is in use by something else',
    remedy: 'Find the owner on the host (libvirt, a network namespace), release it, and plan again.',
  },
  VIM_VF_RESET_FAILED: {
    httpStatus: 502,
    retryable: true,
    title: 'The virtual function did not return to its state of before',
    remedy: 'Check `ip link show PF` on the host; reload the PF driver if it stays so.',
  },
  VIM_BRIDGE_MISSING: {
    httpStatus: 409,
    retryable: false,
    title: 'The host has no such bridge',
    remedy: 'Create the bridge with the netdev datapath on the host, or plan on another one.',
  },
  VIM_BRIDGE_IN_USE: {
    httpStatus: 409,
    retryable: false,
    title: 'The bridge is not ours, or others have ports on it',
    remedy: 'Remove the named ports first, or leave the bridge where it is.',
  },
  VIM_PORT_FOREIGN: {
    httpStatus: 409,
    retryable: false,
    title: 'A port of that name exists and belongs to something else',
    remedy: 'Find its owner with `ovs-vsctl list Interface NAME` on the host; remove or rename it.',
  },
  VIM_SAP_UNUSABLE: {
    httpStatus: 409,
    retryable: false,
    title: 'The host interface cannot serve as a service access point',
    remedy: 'Create the interface, set it up and take it out of any other bridge, then try again.',
  },
  SFC_PATH_INVALID: {
    httpStatus: 422,
    retryable: false,
    title: 'The path cannot be compiled to flows',
    remedy: 'Read which hop or rule is at fault in the detail and correct the VNFFG descriptor.',
  },
  SFC_FLOW_CONFLICT: {
    httpStatus: 409,
    retryable: false,
    title: 'Another path or link already owns one of the flows',
    remedy: 'Release the other path, or give this one other ports or rules that do not coincide.',
  },
  SFC_BUNDLE_REFUSED: {
    httpStatus: 502,
    retryable: true,
    title: 'The switch refused a flow bundle; none of it was applied',
    remedy: 'Read the quoted OpenFlow error; check the OVS version against docs/operations.',
  },
  SFC_TRACE_MISMATCH: {
    httpStatus: 502,
    retryable: true,
    title: 'The switch would not send packets along the planned path',
    remedy: 'Compare the quoted trace with `netwright ns plan`; look for foreign flows on the bridge.',
  },
  VIM_CLAIM_BROKEN: {
    httpStatus: 409,
    retryable: true,
    title: 'A promise of the descriptor does not hold on the host',
    remedy:
      'Run `netwright ns prove` and read which claim, where it stands in the descriptor, expected and observed.',
  },
});
