/** libvirt's C functions as promises. Every call runs on a worker thread: the event loop carries libvirt's own socket. */
import koffi from 'koffi';
import { loadLibvirt } from './library.ts';

type TypeSpec = Parameters<typeof koffi.sizeof>[0];

/** A C pointer; 0n and null are both NULL. */
export type Pointer = bigint;

export interface LibvirtErrorRecord {
  readonly code: number;
  readonly domain: number;
  readonly message: string;
}

/** The functions in use. Integers are C's, null is NULL; who owns what is libvirt's documentation's. */
export interface LibvirtApi {
  connectOpen(uri: string): Promise<Pointer | null>;
  connectClose(conn: Pointer): Promise<number>;
  connectIsAlive(conn: Pointer): Promise<number>;
  connectGetLibVersion(conn: Pointer, version: [number | bigint]): Promise<number>;
  connectGetVersion(conn: Pointer, version: [number | bigint]): Promise<number>;
  connectGetCapabilities(conn: Pointer): Promise<string | null>;
  connectGetDomainCapabilities(
    conn: Pointer,
    emulator: string | null,
    arch: string | null,
    machine: string | null,
    virtType: string | null,
    flags: number,
  ): Promise<string | null>;
  connectListAllDomains(conn: Pointer, domains: [Pointer | null], flags: number): Promise<number>;
  domainDefineXMLFlags(conn: Pointer, xml: string, flags: number): Promise<Pointer | null>;
  domainLookupByUUIDString(conn: Pointer, uuid: string): Promise<Pointer | null>;
  domainLookupByName(conn: Pointer, name: string): Promise<Pointer | null>;
  domainCreateWithFlags(domain: Pointer, flags: number): Promise<number>;
  domainDestroyFlags(domain: Pointer, flags: number): Promise<number>;
  domainUndefineFlags(domain: Pointer, flags: number): Promise<number>;
  domainGetState(domain: Pointer, state: [number], reason: [number], flags: number): Promise<number>;
  domainGetXMLDesc(domain: Pointer, flags: number): Promise<string | null>;
  domainGetUUIDString(domain: Pointer, uuid: Buffer): Promise<number>;
  domainFree(domain: Pointer): Promise<number>;
  /** Reads and frees the pointer array that a list call allocated. */
  takePointers(list: Pointer, count: number): readonly Pointer[];
  /** The connection's last error; right only while nobody else calls on it. */
  lastError(conn: Pointer): Promise<LibvirtErrorRecord>;
  /** The error of the last failed open: there is no connection yet that could hold it. */
  lastOpenError(): LibvirtErrorRecord;
}

const NO_ERROR: LibvirtErrorRecord = { code: 0, domain: 0, message: 'libvirt gave no reason' };
let api: LibvirtApi | undefined;

/** Binds the functions once per process. Throws VIM_LIBVIRT_LIBRARY_MISSING. */
export function libvirtApi(): LibvirtApi {
  api ??= bind();
  return api;
}

function bind(): LibvirtApi {
  const library = loadLibvirt();
  const free = koffi.load('libc.so.6').func('free', 'void', ['void *']);
  const text = koffi.disposable('NetwrightLibvirtText', 'str', free);
  const errorStruct = koffi.struct('NetwrightVirError', {
    code: 'int',
    domain: 'int',
    message: 'str',
    level: 'int',
    conn: 'void *',
    dom: 'void *',
    str1: 'void *',
    str2: 'void *',
    str3: 'void *',
    int1: 'int',
    int2: 'int',
    net: 'void *',
  });
  const errorHandler = koffi.proto('void NetwrightVirErrorFunc(void *userData, NetwrightVirError *error)');
  const ulongOut = koffi.out(koffi.pointer('ulong'));
  const intOut = koffi.out(koffi.pointer('int'));
  const pointerOut = koffi.out(koffi.pointer('void *'));

  const bound = <R>(name: string, result: TypeSpec, parameters: TypeSpec[]) => {
    const call = library.func(`vir${name}`, result, parameters);
    return (...args: unknown[]): Promise<R> =>
      new Promise((resolve, reject) => {
        call.async(...args, (error: unknown, value: R) => (error ? reject(error) : resolve(value)));
      });
  };
  const copyLastError = bound<number>('ConnCopyLastError', 'int', [
    'void *',
    koffi.out(koffi.pointer(errorStruct)),
  ]);

  // Both are local and quick. The handler also keeps libvirt from writing its errors to our stderr; it runs here, on
  // the event loop, while the failing call waits on its thread.
  let openError: LibvirtErrorRecord = NO_ERROR;
  const remember = koffi.register((_userData: unknown, error: bigint) => {
    openError = record(koffi.decode(error, errorStruct));
  }, koffi.pointer(errorHandler));
  library.func('virSetErrorFunc', 'void', ['void *', koffi.pointer(errorHandler)])(null, remember);
  library.func('virInitialize', 'int', [])();

  return {
    connectOpen: bound('ConnectOpen', 'void *', ['str']),
    connectClose: bound('ConnectClose', 'int', ['void *']),
    connectIsAlive: bound('ConnectIsAlive', 'int', ['void *']),
    connectGetLibVersion: bound('ConnectGetLibVersion', 'int', ['void *', ulongOut]),
    connectGetVersion: bound('ConnectGetVersion', 'int', ['void *', ulongOut]),
    connectGetCapabilities: bound('ConnectGetCapabilities', text, ['void *']),
    connectGetDomainCapabilities: bound('ConnectGetDomainCapabilities', text, [
      'void *',
      'str',
      'str',
      'str',
      'str',
      'uint',
    ]),
    connectListAllDomains: bound('ConnectListAllDomains', 'int', ['void *', pointerOut, 'uint']),
    domainDefineXMLFlags: bound('DomainDefineXMLFlags', 'void *', ['void *', 'str', 'uint']),
    domainLookupByUUIDString: bound('DomainLookupByUUIDString', 'void *', ['void *', 'str']),
    domainLookupByName: bound('DomainLookupByName', 'void *', ['void *', 'str']),
    domainCreateWithFlags: bound('DomainCreateWithFlags', 'int', ['void *', 'uint']),
    domainDestroyFlags: bound('DomainDestroyFlags', 'int', ['void *', 'uint']),
    domainUndefineFlags: bound('DomainUndefineFlags', 'int', ['void *', 'uint']),
    domainGetState: bound('DomainGetState', 'int', ['void *', intOut, intOut, 'uint']),
    domainGetXMLDesc: bound('DomainGetXMLDesc', text, ['void *', 'uint']),
    domainGetUUIDString: bound('DomainGetUUIDString', 'int', ['void *', 'void *']),
    domainFree: bound('DomainFree', 'int', ['void *']),
    takePointers: (list, count) => {
      // koffi knows no array of length 0.
      const pointers: readonly Pointer[] =
        count === 0 ? [] : koffi.decode(list, koffi.array('void *', count));
      free(list);
      return pointers;
    },
    lastError: async (conn) => {
      const found: Record<string, unknown> = {};
      return (await copyLastError(conn, found)) > 0 ? record(found) : NO_ERROR;
    },
    lastOpenError: () => openError,
  };
}

function record(raw: Record<string, unknown>): LibvirtErrorRecord {
  return { code: Number(raw.code), domain: Number(raw.domain), message: String(raw.message ?? '') };
}
