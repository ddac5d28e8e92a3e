import type { Nsd, VnfProfile } from '../../schema/nsd.ts';
import type { Vnfd } from '../../schema/vnfd.ts';
import type { Report, Rule } from '../rule.ts';

export const vnfRequirement: Rule = {
  code: 'NFV-D067',
  severity: 'error',
  title: 'The NSD and the VNFD do not agree on the external connection points.',
  remedy: 'Tie exactly the virtual_link requirements that the VNFD exposes by its substitution_mappings.',
};

export const vnfNotFound: Rule = {
  code: 'NFV-D068',
  severity: 'error',
  title: 'The VNFD that a constituent names is not there.',
  remedy: 'Onboard the VNF package with this descriptor_id first, or correct the descriptor_id.',
};

export const vnfFlavour: Rule = {
  code: 'NFV-D069',
  severity: 'error',
  title: 'The VNFD has no such deployment flavour.',
  remedy: "Use one of the VNFD's flavour ids.",
};

/** Each VNF profile against the VNFD it names: there, flavour, every external CP tied exactly once. */
export function checkAgainstVnfds(nsd: Nsd, vnfds: readonly Vnfd[], report: Report): void {
  const byId = new Map(vnfds.map((v) => [v.vnfdId, v]));
  for (const profile of nsd.vnfProfiles) {
    const vnfd = byId.get(profile.vnfdId);
    if (vnfd === undefined)
      report(
        vnfNotFound,
        profile.source,
        `${profile.vnfProfileId} needs the VNFD ${profile.vnfdId}, which is not onboarded`,
      );
    else checkProfile(profile, vnfd, report);
  }
}

function checkProfile(profile: VnfProfile, vnfd: Vnfd, report: Report): void {
  if (profile.flavourId !== undefined && profile.flavourId !== vnfd.flavourId)
    report(
      vnfFlavour,
      profile.source,
      `${profile.vnfProfileId} asks for flavour ${profile.flavourId}; ${vnfd.productName} has ${vnfd.flavourId}`,
    );
  const offered = new Set(vnfd.extCpds.map((e) => e.requirement));
  const tied = new Set<string>();
  for (const link of profile.virtualLinkConnectivity) {
    if (!offered.has(link.requirement))
      report(
        vnfRequirement,
        link.source,
        `${profile.vnfProfileId}.${link.requirement}: ${vnfd.productName} exposes ${[...offered].join(', ') || 'none'}`,
      );
    else if (tied.has(link.requirement))
      report(vnfRequirement, link.source, `${profile.vnfProfileId}.${link.requirement} is tied twice`);
    tied.add(link.requirement);
  }
  for (const requirement of offered)
    if (!tied.has(requirement))
      report(
        vnfRequirement,
        profile.source,
        `${profile.vnfProfileId} leaves ${requirement} of ${vnfd.productName} untied`,
      );
}
