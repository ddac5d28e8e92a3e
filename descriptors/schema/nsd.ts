/** The canonical NSD: SOL001 NS, NsVirtualLink, Sap, VNFFG, NFP and NfpRule in the words of SOL001 (2.7.1 and later). */
import { z } from 'zod';
import { sourceRef } from './source.ts';

/** A constituent VNF; the node template's name is SOL005's vnfProfileId. */
export const vnfProfile = z.object({
  vnfProfileId: z.string(),
  vnfdId: z.string(),
  flavourId: z.string().optional(),
  /** One entry per `virtual_link*` requirement of the node template. */
  virtualLinkConnectivity: z.array(
    z.object({ requirement: z.string(), virtualLinkId: z.string(), source: sourceRef }),
  ),
  source: sourceRef,
});

export const nsVirtualLink = z.object({
  virtualLinkId: z.string(),
  layerProtocols: z.array(z.string()),
  flowPattern: z.string().optional(),
  /** l2_protocol_data: `physicalNetwork` is its `name`, the VLAN its segmentation_id. */
  physicalNetwork: z.string().optional(),
  networkType: z.enum(['flat', 'vlan', 'vxlan', 'gre']).optional(),
  segmentationId: z.int().min(1).max(16777215).optional(),
  mtu: z.int().positive().optional(),
  source: sourceRef,
  segmentationSource: sourceRef.optional(),
});

export const sapd = z.object({ sapdId: z.string(), virtualLinkId: z.string(), source: sourceRef });

/** One end of an NFP position element: a SAP or an external CP of a constituent VNF. */
export const cpReference = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('sap'), sapdId: z.string() }),
  z.object({ kind: z.literal('vnf'), vnfProfileId: z.string(), requirement: z.string() }),
]);

export const nfpPositionElement = z.object({
  elementId: z.string(),
  /** Equal where the descriptor names one CP only. */
  ingress: cpReference,
  egress: cpReference,
  source: sourceRef,
});

export const nfpPosition = z.object({
  positionId: z.string(),
  forwardingBehaviour: z.enum(['all', 'lb', 'ff']).optional(),
  elements: z.array(nfpPositionElement).min(1),
  source: sourceRef,
});

/** tosca.policies.nfv.NfpRule; the given fields are ANDed, rules of one NFP are alternatives. */
export const nfpRule = z.object({
  ruleId: z.string(),
  etherType: z.enum(['ipv4', 'ipv6']).optional(),
  etherSourceAddress: z.string().optional(),
  etherDestinationAddress: z.string().optional(),
  vlanTags: z.array(z.int()).optional(),
  /** IANA name in lower case (`tcp`, `udp`, `icmp`) or a number as text. */
  protocol: z.string().optional(),
  dscp: z.int().min(0).max(63).optional(),
  sourcePortRange: z.tuple([z.int(), z.int()]).optional(),
  destinationPortRange: z.tuple([z.int(), z.int()]).optional(),
  sourceIpAddressPrefix: z.string().optional(),
  destinationIpAddressPrefix: z.string().optional(),
  source: sourceRef,
});

export const nfp = z.object({
  nfpId: z.string(),
  /** In path order; SAPs stand first and last. */
  positions: z.array(nfpPosition),
  rules: z.array(nfpRule),
  source: sourceRef,
});

export const vnffg = z.object({ vnffgId: z.string(), nfps: z.array(nfp), source: sourceRef });

export const nsd = z.object({
  /** SOL001 descriptor_id, SOL005 nsdId. */
  nsdId: z.string(),
  designer: z.string(),
  version: z.string(),
  name: z.string(),
  invariantId: z.string(),
  flavourId: z.string(),
  typesEdition: z.string(),
  vnfProfiles: z.array(vnfProfile),
  virtualLinks: z.array(nsVirtualLink),
  saps: z.array(sapd),
  vnffgs: z.array(vnffg),
  source: sourceRef,
});

export type VnfProfile = z.infer<typeof vnfProfile>;
export type NsVirtualLink = z.infer<typeof nsVirtualLink>;
export type Sapd = z.infer<typeof sapd>;
export type CpReference = z.infer<typeof cpReference>;
export type NfpPositionElement = z.infer<typeof nfpPositionElement>;
export type NfpPosition = z.infer<typeof nfpPosition>;
export type NfpRule = z.infer<typeof nfpRule>;
export type Nfp = z.infer<typeof nfp>;
export type Vnffg = z.infer<typeof vnffg>;
export type Nsd = z.infer<typeof nsd>;
