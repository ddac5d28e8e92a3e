/** Domain calls of libvirt, by UUID. What is absent is an answer (`null`, `false`), not an error. */
import type { Pointer } from './api.ts';
import { LIBVIRT_CODE, type LibvirtCall, type LibvirtConnection, libvirtCodeOf } from './connection.ts';

export type DomainState = 'running' | 'paused' | 'shutoff' | 'other';

/** virDomainState: blocked (2) and being shut down (4) still run; 0, pmsuspended and later ones are rare enough. */
const STATE: Readonly<Record<number, DomainState>> = {
  1: 'running',
  2: 'running',
  3: 'paused',
  4: 'running',
  5: 'shutoff',
  6: 'shutoff',
};

const DEFINE_VALIDATE = 1;
const UNDEFINE_MANAGED_SAVE = 1;
const UNDEFINE_SNAPSHOTS_METADATA = 2;
const XML_INACTIVE = 2;

/** Defines or redefines. `validate`: against libvirt's schema, which the daemon's machine must carry (they all do). */
export async function defineDomain(libvirt: LibvirtConnection, xml: string, validate = true): Promise<void> {
  await libvirt.call('define domain', async ({ api, conn, check }) => {
    await api.domainFree(
      await check(await api.domainDefineXMLFlags(conn, xml, validate ? DEFINE_VALIDATE : 0)),
    );
  });
}

/** The domain's persistent XML, or null where there is none with that UUID. */
export function readDomainXml(libvirt: LibvirtConnection, uuid: string): Promise<string | null> {
  return withDomain(libvirt, 'read domain', uuid, async ({ api, check }, domain) =>
    check(await api.domainGetXMLDesc(domain, XML_INACTIVE)),
  );
}

export function readDomainState(libvirt: LibvirtConnection, uuid: string): Promise<DomainState | null> {
  return withDomain(libvirt, 'read domain state', uuid, async ({ api, check }, domain) => {
    const state: [number] = [0];
    await check(await api.domainGetState(domain, state, [0], 0));
    return STATE[state[0]] ?? 'other';
  });
}

/** UUID of the domain with that name, or null. */
export async function lookUpDomainName(libvirt: LibvirtConnection, name: string): Promise<string | null> {
  return absentIsNull(
    libvirt.call('look up domain name', async ({ api, conn, check }) => {
      const domain = await check(await api.domainLookupByName(conn, name));
      try {
        const uuid = Buffer.alloc(37);
        await check(await api.domainGetUUIDString(domain, uuid));
        return uuid.toString('latin1', 0, 36);
      } finally {
        await api.domainFree(domain);
      }
    }),
  );
}

/** Starts a defined domain. Blocks while QEMU waits for its vhost-user peers, so give it a connection of its own. */
export async function startDomain(
  libvirt: LibvirtConnection,
  uuid: string,
  deadlineMs: number,
): Promise<void> {
  const started = await withDomain(
    libvirt,
    'start domain',
    uuid,
    async ({ api, check }, domain) => check(await api.domainCreateWithFlags(domain, 0)),
    deadlineMs,
  );
  if (started === null) throw new Error(`domain ${uuid} vanished before its start`);
}

/** Ends the domain's process at once; false where it did not run or does not exist. */
export async function destroyDomain(libvirt: LibvirtConnection, uuid: string): Promise<boolean> {
  try {
    const destroyed = await withDomain(libvirt, 'destroy domain', uuid, async ({ api, check }, domain) =>
      check(await api.domainDestroyFlags(domain, 0)),
    );
    return destroyed !== null;
  } catch (error) {
    if (libvirtCodeOf(error) === LIBVIRT_CODE.operationInvalid) return false;
    throw error;
  }
}

/** Removes the definition with everything libvirt keeps for it; false where it does not exist. */
export async function undefineDomain(libvirt: LibvirtConnection, uuid: string): Promise<boolean> {
  // No NVRAM, TPM or checkpoint flags: our domains have none, and not every driver knows them.
  const flags = UNDEFINE_MANAGED_SAVE | UNDEFINE_SNAPSHOTS_METADATA;
  const undefined_ = await withDomain(libvirt, 'undefine domain', uuid, async ({ api, check }, domain) =>
    check(await api.domainUndefineFlags(domain, flags)),
  );
  return undefined_ !== null;
}

/** The persistent XML of every domain, in libvirt's order. */
export function readAllDomainXml(libvirt: LibvirtConnection): Promise<readonly string[]> {
  return libvirt.call('list domains', async ({ api, conn, check }) => {
    const list: [Pointer | null] = [null];
    const count = await check(await api.connectListAllDomains(conn, list, 0));
    if (list[0] === null) return [];
    const domains = api.takePointers(list[0], count);
    const texts: string[] = [];
    for (const domain of domains) {
      // One that vanished since the list was made has no text and is left out.
      const text = await api.domainGetXMLDesc(domain, XML_INACTIVE);
      if (text !== null) texts.push(text);
      await api.domainFree(domain);
    }
    return texts;
  });
}

async function withDomain<T>(
  libvirt: LibvirtConnection,
  what: string,
  uuid: string,
  perform: (call: LibvirtCall, domain: Pointer) => Promise<T>,
  deadlineMs?: number,
): Promise<T | null> {
  return absentIsNull(
    libvirt.call(
      `${what} ${uuid}`,
      async (call) => {
        const domain = await call.check(await call.api.domainLookupByUUIDString(call.conn, uuid));
        try {
          return await perform(call, domain);
        } finally {
          await call.api.domainFree(domain);
        }
      },
      deadlineMs,
    ),
  );
}

async function absentIsNull<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (libvirtCodeOf(error) === LIBVIRT_CODE.noDomain) return null;
    throw error;
  }
}
