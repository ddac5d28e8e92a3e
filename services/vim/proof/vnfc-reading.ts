/**
 * Everything the kernel and libvirt say about one running VNFC, in one round trip. Nothing here comes from files
 * Netwright wrote: the process is found by its UUID argument, the rest is /proc and libvirt's live XML.
 */
import { XMLParser } from 'fast-xml-parser';
import { parseCpuList } from '../cpu-list.ts';
import type { HostConnection } from '../host/connection.ts';
import { linesOf, parseSections, SECTION_PRELUDE, type Sections } from '../host/sections.ts';
import { asList, asRecord } from './json.ts';

/** $1 UUID of the domain, $2 its name. */
const SCRIPT = `${SECTION_PRELUDE}
has_uuid() { tr '\\0' '\\n' <"/proc/$1/cmdline" 2>/dev/null | grep -qxF -e "$2"; }
find_pid() {
  candidate=$(cat "/run/libvirt/qemu/$2.pid" 2>/dev/null)
  if [ -n "$candidate" ] && has_uuid "$candidate" "$1"; then echo "$candidate"; return 0; fi
  for comm in $(grep -l '^qemu' /proc/[0-9]*/comm 2>/dev/null); do
    candidate=\${comm#/proc/}; candidate=\${candidate%/comm}
    if has_uuid "$candidate" "$1"; then echo "$candidate"; return 0; fi
  done
  echo "no QEMU process has the UUID $1"; return 1
}
# grep goes on where a thread ends while it is read; awk would stop at the first one that is gone
threads() {
  grep -HE '^(Name|Cpus_allowed_list):' "/proc/$1/task/"*/status 2>/dev/null |
    awk -F '\\t' '{ split($1, part, "/") } $1 ~ /:Name:$/ { name = $2 }
         $1 ~ /:Cpus_allowed_list:$/ { print part[5] "\\t" name "\\t" $2 }'
  [ -d "/proc/$1/task" ]
}
ram_maps() { grep -E '/memfd:|/hugepages/|/qemu_back_mem' "/proc/$1/maps" || true; }
ram_numa() { grep -E '/memfd:|/hugepages/|/qemu_back_mem' "/proc/$1/numa_maps" || true; }
fd_links() { find "/proc/$1/fd" -mindepth 1 -printf '%f\\t%l\\n' 2>/dev/null; [ -d "/proc/$1/fd" ]; }
fd_files() { find -L "/proc/$1/fd" -mindepth 1 -type f -printf '%f\\t%D:%i\\t%s\\n' 2>/dev/null; [ -d "/proc/$1/fd" ]; }
section pid "/run/libvirt/qemu/$2.pid and /proc/PID/cmdline" find_pid "$1" "$2"
pid=$(find_pid "$1" "$2") || exit 0
section threads "/proc/$pid/task/*/status" threads "$pid"
section maps "/proc/$pid/maps" ram_maps "$pid"
section numa-maps "/proc/$pid/numa_maps" ram_numa "$pid"
section fd-links "/proc/$pid/fd" fd_links "$pid"
section fd-files "/proc/$pid/fd" fd_files "$pid"
section xml "virsh dumpxml $2" virsh -c qemu:///system -r dumpxml "$1"
`;

export interface ThreadReading {
  readonly tid: number;
  readonly name: string;
  readonly cpus: readonly number[];
}

/** One mapping of guest RAM. */
export interface RamMapping {
  readonly sizeKiB: number;
  readonly inode: string;
}

/** One line of numa_maps that shows guest RAM. */
export interface RamPages {
  readonly policy: string;
  readonly huge: boolean;
  readonly pageSizeKiB: number;
  /** Pages present by cell. */
  readonly cells: Readonly<Record<number, number>>;
}

export interface OpenFile {
  readonly fd: number;
  readonly path: string;
  /** `device:inode`, equal for equal files even after a rename. */
  readonly identity: string;
  readonly sizeBytes: number;
}

export interface LiveInterface {
  readonly mac: string;
  readonly socketPath: string | null;
}

export interface VnfcReading {
  readonly pid: number;
  readonly threads: readonly ThreadReading[];
  readonly ram: readonly RamMapping[];
  readonly ramPages: readonly RamPages[];
  /** Link of each open descriptor: a path, `socket:[123]`, `anon_inode:…`. */
  readonly links: readonly { readonly fd: number; readonly target: string }[];
  readonly files: readonly OpenFile[];
  readonly interfaces: readonly LiveInterface[];
  /** Deepest file of the first disk's backing chain; null where the domain has no disk. */
  readonly baseImagePath: string | null;
  /** Where a reading of that name was taken. */
  where(name: 'threads' | 'maps' | 'numa-maps' | 'fd-links' | 'xml'): string;
}

/** Reads one VNFC. VIM_COMMAND_FAILED where there is no such process or a reading fails. */
export async function readVnfcProcess(
  host: HostConnection,
  vnfc: { readonly vnfcId: string; readonly domainName: string },
  signal: AbortSignal,
): Promise<VnfcReading> {
  const result = await host.script(SCRIPT, [vnfc.vnfcId, vnfc.domainName], { signal, timeoutMs: 60_000 });
  return parseVnfcReading(parseSections(result.stdout));
}

export function parseVnfcReading(sections: Sections): VnfcReading {
  const pid = Number(sections.need('pid').text.trim());
  const links = linesOf(sections.need('fd-links')).map((line) => {
    const [fd = '', target = ''] = line.split('\t');
    return { fd: Number(fd), target };
  });
  const pathOf = new Map(links.map((link) => [link.fd, link.target]));
  const xml = parseLiveXml(sections.need('xml').text);
  return {
    pid,
    threads: linesOf(sections.need('threads')).map((line) => {
      const [tid = '', name = '', cpus = ''] = line.split('\t');
      return { tid: Number(tid), name, cpus: parseCpuList(cpus) };
    }),
    ram: linesOf(sections.need('maps')).map(parseMapsLine),
    ramPages: linesOf(sections.need('numa-maps')).map(parseNumaMapsLine),
    links,
    files: linesOf(sections.need('fd-files')).map((line) => {
      const [fd = '', identity = '', size = ''] = line.split('\t');
      return { fd: Number(fd), path: pathOf.get(Number(fd)) ?? '', identity, sizeBytes: Number(size) };
    }),
    ...xml,
    where: (name) => sections.need(name).where,
  };
}

/** `7f8da3e00000-7f8db3e00000 rw-s 00000000 00:0f 16293 /memfd:…` */
function parseMapsLine(line: string): RamMapping {
  const [range = '', , offset = '', device = '', inode = ''] = line.split(/\s+/);
  const [start = '0', end = '0'] = range.split('-');
  const bytes = BigInt(`0x${end}`) - BigInt(`0x${start}`);
  return { sizeKiB: Number(bytes / 1024n), inode: `${device}:${inode}@${offset}` };
}

/** `7f8da3e00000 bind:1 file=/memfd:… huge dirty=128 mapmax=3 N1=128 kernelpagesize_kB=2048` */
export function parseNumaMapsLine(line: string): RamPages {
  const [, policy = '', ...words] = line.trim().split(/\s+/);
  const cells: Record<number, number> = {};
  let pageSizeKiB = 0;
  for (const word of words) {
    const [key = '', value = ''] = word.split('=');
    if (/^N\d+$/.test(key)) cells[Number(key.slice(1))] = Number(value);
    if (key === 'kernelpagesize_kB') pageSizeKiB = Number(value);
  }
  return { policy, huge: words.includes('huge'), pageSizeKiB, cells };
}

const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '@', parseTagValue: false });

function parseLiveXml(text: string): Pick<VnfcReading, 'interfaces' | 'baseImagePath'> {
  const devices = asRecord(asRecord(asRecord(parser.parse(text)).domain).devices);
  const interfaces = asList(devices.interface).map((element) => {
    const source = asRecord(asRecord(element).source);
    const path = source['@path'];
    return {
      mac: String(asRecord(asRecord(element).mac)['@address'] ?? '').toLowerCase(),
      socketPath: typeof path === 'string' ? path : null,
    };
  });
  let image = asList(devices.disk)
    .map(asRecord)
    .find((disk) => (disk['@device'] ?? 'disk') === 'disk');
  let baseImagePath: string | null = null;
  while (image !== undefined) {
    const file = asRecord(image.source)['@file'];
    if (typeof file !== 'string') break;
    baseImagePath = file;
    image =
      image.backingStore === undefined || image.backingStore === ''
        ? undefined
        : asRecord(image.backingStore);
  }
  return { interfaces, baseImagePath };
}
