/**
 * A VNFC on a host: one domain with its disk and its ports, brought up in the one order that cannot hang (image,
 * ports, definition, start, guest drivers) and taken down in reverse. Both ways can be cut off anywhere and run again.
 */
import { NetwrightError } from '#kernel/errors.ts';
import { vimErrors } from '../errors.ts';
import type { HostConnection } from '../host/connection.ts';
import type {
  OperationContext,
  Owner,
  SriovVfPortSpec,
  VhostUserPortSpec,
  VnfcFacts,
  VnfcSpec,
} from '../model.ts';
import { createVf, releaseVf } from '../network/sriov-vf.ts';
import {
  awaitVhostUserConnected,
  createVhostUserPort,
  releaseVhostUserPort,
} from '../network/vhost-user-port.ts';
import { type DomainMark, readMark } from './domain-metadata.ts';
import { removeDomain, startUnderDeadline } from './domain-start.ts';
import { renderDomain } from './domain-xml.ts';
import { withHeartbeat } from './heartbeat.ts';
import { createImage, releaseImage } from './image.ts';
import { withHostLibvirt } from './libvirt/connection.ts';
import {
  type DomainState,
  defineDomain,
  lookUpDomainName,
  readAllDomainXml,
  readDomainState,
  readDomainXml,
} from './libvirt/domains.ts';
import { findQemu } from './qemu-process.ts';

/** From start to the guest's virtio driver: its boot. Under nested emulation that takes up to a minute. */
const GUEST_BOOT_MS = 240_000;

export interface OwnedDomain extends DomainMark {
  readonly vnfcId: string;
  readonly domainName: string;
}

/**
 * Brings a VNFC up: afterwards its guest runs and has connected every vhost-user port. Where it runs already from
 * the same spec, nothing is changed; an older generation or a half-made domain is replaced. Throws
 * VIM_DOMAIN_FOREIGN, VIM_STALE_GENERATION, and what its steps throw; a failed start leaves no domain, ports and disk
 * stay until releaseVnfc.
 */
export function createVnfc(
  host: HostConnection,
  spec: VnfcSpec,
  source: { readonly imagePath: string },
  context: OperationContext,
): Promise<VnfcFacts> {
  return withHeartbeat(context, async (ctx) => {
    const { xml, specHash } = renderDomain(spec);
    ctx.progress(`checking ${spec.domainName}`);
    const present = await readOwned(host, spec);
    const done = present?.state === 'running' && present.mark.specHash === specHash;
    if (!done) {
      // Paused is a start that still waits for its ports; its libvirt call is gone, so it is begun anew.
      if (present !== null) await removeDomain(host, spec.vnfcId);
      ctx.progress(`staging the disk of ${spec.domainName}`);
      await createImage(host, spec, source, ctx);
    }
    ctx.signal.throwIfAborted();
    ctx.progress(`creating the ports of ${spec.domainName}`);
    await createPorts(host, spec, done, ctx);
    if (!done) {
      ctx.signal.throwIfAborted();
      ctx.progress(`starting ${spec.domainName}`);
      await withHostLibvirt(host, (libvirt) => defineDomain(libvirt, xml));
      await startUnderDeadline(host, spec, ctx);
    }
    ctx.progress(`waiting for the guest of ${spec.domainName}`);
    await awaitGuest(host, spec, ctx);
    return readVnfc(host, spec.vnfcId);
  });
}

/**
 * Takes a VNFC down, or what there is of it; afterwards host and switch carry nothing of it and its VFs are reset.
 * Throws VIM_STALE_GENERATION where the host carries a newer generation: then nothing was touched.
 */
export function releaseVnfc(host: HostConnection, spec: VnfcSpec, context: OperationContext): Promise<void> {
  return withHeartbeat(context, async (ctx) => {
    ctx.progress(`stopping ${spec.domainName}`);
    // Also where libvirt knows no domain: a QEMU may have outlived its definition. A foreign domain of that name or
    // UUID stays: ours was refused because of it and is absent.
    if (!(await isForeign(host, spec))) await removeDomain(host, spec.vnfcId);
    ctx.progress(`releasing the ports of ${spec.domainName}`);
    await releasePorts(host, spec);
    ctx.progress(`removing the disk of ${spec.domainName}`);
    await releaseImage(host, spec);
  });
}

export async function readVnfc(host: HostConnection, vnfcId: string): Promise<VnfcFacts> {
  const state = await withHostLibvirt(host, (libvirt) => readDomainState(libvirt, vnfcId));
  const qemu = await findQemu(host, vnfcId);
  return { vnfcId, domainState: state ?? 'absent', pid: qemu?.pid ?? null };
}

/** Every domain on the host that carries our mark. */
export async function listOwnedDomains(host: HostConnection): Promise<readonly OwnedDomain[]> {
  const texts = await withHostLibvirt(host, readAllDomainXml);
  return texts.flatMap((xml) => {
    const { uuid, name, mark } = readMark(xml);
    return mark === null ? [] : [{ vnfcId: uuid, domainName: name, ...mark }];
  });
}

/** True where name or UUID of the VNFC belong to a domain that is not ours. Throws VIM_STALE_GENERATION. */
async function isForeign(host: HostConnection, spec: VnfcSpec): Promise<boolean> {
  try {
    await readOwned(host, spec);
    return false;
  } catch (error) {
    if (error instanceof NetwrightError && error.definition === vimErrors.VIM_DOMAIN_FOREIGN) return true;
    throw error;
  }
}

/** What of this VNFC the host has; null where nothing. Refuses foreign domains and newer generations. */
async function readOwned(
  host: HostConnection,
  spec: VnfcSpec,
): Promise<{ readonly mark: DomainMark; readonly state: DomainState | null } | null> {
  const facts = { hostId: host.hostId, vnfcId: spec.vnfcId, domainName: spec.domainName };
  return withHostLibvirt(host, async (libvirt) => {
    const foreign = (detail: string) => new NetwrightError(vimErrors.VIM_DOMAIN_FOREIGN, detail, { facts });
    const holder = await lookUpDomainName(libvirt, spec.domainName);
    if (holder !== null && holder !== spec.vnfcId) {
      throw foreign(`the name ${spec.domainName} on ${host.hostId} belongs to domain ${holder}`);
    }
    const xml = await readDomainXml(libvirt, spec.vnfcId);
    if (xml === null) return null;
    const { mark, name } = readMark(xml);
    if (mark === null || mark.allocationId !== spec.vnfcId) {
      throw foreign(`domain ${name} on ${host.hostId} has the UUID ${spec.vnfcId}, but not our mark`);
    }
    if (mark.generation > spec.generation) {
      throw new NetwrightError(
        vimErrors.VIM_STALE_GENERATION,
        `${spec.domainName} on ${host.hostId} is at generation ${mark.generation}, the command at ${spec.generation}`,
        { facts },
      );
    }
    return { mark, state: await readDomainState(libvirt, spec.vnfcId) };
  });
}

/** A VF is set up before the guest has it; under a running guest only the switch's side is looked after. */
async function createPorts(
  host: HostConnection,
  spec: VnfcSpec,
  running: boolean,
  ctx: OperationContext,
): Promise<void> {
  const owner = ownerOf(spec);
  await Promise.all(vhostUserPorts(spec).map((port) => createVhostUserPort(host, port, owner, ctx.signal)));
  if (running) return;
  for (const vf of vfPorts(spec)) await createVf(host, vf, owner);
}

async function releasePorts(host: HostConnection, spec: VnfcSpec): Promise<void> {
  await Promise.all(vhostUserPorts(spec).map((port) => releaseVhostUserPort(host, port, ownerOf(spec))));
  for (const vf of vfPorts(spec)) await releaseVf(host, vf, ownerOf(spec));
}

const ownerOf = (spec: VnfcSpec): Owner => ({ allocationId: spec.vnfcId, generation: spec.generation });

function vhostUserPorts(spec: VnfcSpec): readonly VhostUserPortSpec[] {
  return spec.ports.filter((port) => port.kind === 'vhost-user');
}

function vfPorts(spec: VnfcSpec): readonly SriovVfPortSpec[] {
  return spec.ports.filter((port) => port.kind === 'sriov-vf');
}

async function awaitGuest(host: HostConnection, spec: VnfcSpec, ctx: OperationContext): Promise<void> {
  await Promise.all(
    vhostUserPorts(spec).map((port) =>
      awaitVhostUserConnected(host, port, {
        timeoutMs: GUEST_BOOT_MS,
        signal: ctx.signal,
        onProgress: ctx.progress,
      }),
    ),
  );
}
