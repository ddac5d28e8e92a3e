/** Every error planning can end in: decided before anything is touched, so all of them leave nothing behind. */
import { defineErrors } from '#kernel/errors.ts';

export const planErrors = defineErrors({
  NFVO_PLACEMENT_REFUSED: {
    httpStatus: 409,
    retryable: false,
    title: 'No host can take the network service',
    remedy: 'Read the reasons per host in the facts; free what they name, add a host, or ask for less.',
  },
  NFVO_VNFD_NOT_ONBOARDED: {
    httpStatus: 422,
    retryable: false,
    title: 'The NSD names a VNF that is not onboarded',
    remedy: 'Onboard the VNF package with that descriptor_id first, then the NSD again.',
  },
  NFVO_VNF_FLAVOUR_UNKNOWN: {
    httpStatus: 422,
    retryable: false,
    title: 'The NSD asks a VNF for a deployment flavour it does not have',
    remedy: 'Correct flavour_id of the VNF’s node template in the NSD.',
  },
  NFVO_SAP_NOT_ATTACHED: {
    httpStatus: 422,
    retryable: false,
    title: 'A SAP of the NSD has no host interface',
    remedy: 'Give host and interface for every SAP the detail names (`--sap SAPD=HOST:INTERFACE`).',
  },
  NFVO_SAP_CONFLICT: {
    httpStatus: 422,
    retryable: false,
    title: 'The SAP attachments contradict each other or the NSD',
    remedy: 'Attach every SAP once, each to an interface of its own, the SAPs of one link on one host.',
  },
  NFVO_CP_NOT_CONNECTED: {
    httpStatus: 422,
    retryable: false,
    title: 'A connection point leads nowhere',
    remedy:
      'Expose it in substitution_mappings and connect the requirement in the NSD; internal links are not in this release.',
  },
  NFVO_VIRTUAL_LINK_UNSUITABLE: {
    httpStatus: 422,
    retryable: false,
    title: 'A virtual link cannot carry a connection point of this kind',
    remedy: 'An SR-IOV port needs a flat or vlan link with a segmentation_id of at most 4094.',
  },
  NFVO_IMAGE_MISSING: {
    httpStatus: 422,
    retryable: false,
    title: 'A VDU has no image that can be booted',
    remedy: 'Give the VDU a SwImage artifact in qcow2 or raw format that the package contains.',
  },
  NFVO_NUMBERS_MISSING: {
    httpStatus: 409,
    retryable: true,
    title: 'The host has no free path or link numbers',
    remedy: 'Terminate services that are no longer used on the host, then plan again.',
  },
  NFVO_PLAN_INVALID: {
    httpStatus: 500,
    retryable: false,
    title: 'The plan breaks a rule every plan must keep',
    remedy: 'Report the broken rules in the facts; nothing was touched.',
  },
  SFC_PATH_SHAPE: {
    httpStatus: 422,
    retryable: false,
    title: 'The forwarding path has a shape that cannot be built',
    remedy: 'A path starts and ends at a SAP, both on one virtual link, with at least one VNF between them.',
  },
  SFC_HOP_UNSUITABLE: {
    httpStatus: 422,
    retryable: false,
    title: 'A hop of the path cannot be steered through',
    remedy: 'A hop needs two different vhost-user ports of one single-instance VDU that no other path uses.',
  },
  SFC_RULE_UNSUITABLE: {
    httpStatus: 422,
    retryable: false,
    title: 'A classification rule of the path cannot be carried out',
    remedy:
      'Use IP prefixes of one family, protocol, ports (with tcp, udp or sctp) and dscp; MAC and VLAN are not in this release.',
  },
  SFC_SEVERAL_HOSTS: {
    httpStatus: 409,
    retryable: false,
    title: 'The path would span several hosts',
    remedy: 'Attach the SAPs of the path on one host; paths between hosts are not in this release.',
  },
  SFC_TRAIL_TOO_LONG: {
    httpStatus: 422,
    retryable: false,
    title: 'More VNFs leave a dscp-trail mark than a DSCP field can hold',
    remedy:
      'A path proves the order of at most 3 marking VNFs; take the capability from the others or split the path.',
  },
});
