/** What a libvirt daemon says about its host. */
import type { LibvirtConnection } from './connection.ts';

export interface LibvirtVersions {
  readonly libvirtVersion: string;
  readonly qemuVersion: string;
}

/** libvirt packs a version into one number: major × 1 000 000 + minor × 1000 + release. */
export function unpackVersion(packed: number): string {
  return [Math.floor(packed / 1_000_000), Math.floor(packed / 1000) % 1000, packed % 1000].join('.');
}

export function readVersions(libvirt: LibvirtConnection): Promise<LibvirtVersions> {
  return libvirt.call('read versions', async ({ api, conn, check }) => {
    const library: [number | bigint] = [0];
    const hypervisor: [number | bigint] = [0];
    await check(await api.connectGetLibVersion(conn, library));
    await check(await api.connectGetVersion(conn, hypervisor));
    return {
      libvirtVersion: unpackVersion(Number(library[0])),
      qemuVersion: unpackVersion(Number(hypervisor[0])),
    };
  });
}

/** `<capabilities>` XML. */
export function readCapabilities(libvirt: LibvirtConnection): Promise<string> {
  return libvirt.call('read capabilities', async ({ api, conn, check }) =>
    check(await api.connectGetCapabilities(conn)),
  );
}

/** `<domainCapabilities>` XML of a q35 machine, or null where the virtualization type is not offered. */
export async function readDomainCapabilities(
  libvirt: LibvirtConnection,
  virtType: 'kvm' | 'qemu',
): Promise<string | null> {
  return libvirt.call(`read ${virtType} domain capabilities`, async ({ api, conn }) =>
    api.connectGetDomainCapabilities(conn, null, 'x86_64', 'q35', virtType, 0),
  );
}
