/** From the script's sections to a flat set of things, each with its stable properties. */
import { asList, asRecord } from '../proof/json.ts';
import { parseTable } from '../proof/ovs-rows.ts';
import { linesOf, type Sections } from './sections.ts';

export type SnapshotItem = Readonly<Record<string, string | number | boolean>>;

/** By path: `ovs/interface/vhu0a1b`, `huge pages/cell 1/2048 KiB`, `vf/ens2/3`, `file/run/netwright`. */
export type SnapshotItems = Readonly<Record<string, SnapshotItem>>;

type Reader = (sections: Sections) => Iterable<readonly [path: string, item: SnapshotItem]>;

const DOMAIN_STATES: Readonly<Record<string, string>> = {
  1: 'running',
  2: 'blocked',
  3: 'paused',
  4: 'shutting down',
  5: 'shut off',
  6: 'crashed',
  7: 'suspended',
};

/** Each line is split at tabs. */
function rows(sections: Sections, name: string): string[][] {
  return linesOf(sections.need(name)).map((line) => line.split('\t'));
}

function* domains(sections: Sections): Generator<readonly [string, SnapshotItem]> {
  let name = '';
  for (const line of linesOf(sections.need('domains'))) {
    name = /^Domain: '(.*)'$/.exec(line)?.[1] ?? name;
    const state = /^\s*state\.state=(\d+)$/.exec(line)?.[1];
    if (state !== undefined) yield [`libvirt/domain/${name}`, { state: DOMAIN_STATES[state] ?? state }];
  }
  for (const line of linesOf(sections.need('networks'))) yield [`libvirt/network/${line}`, {}];
  for (const line of linesOf(sections.need('pools-libvirt'))) yield [`libvirt/storage pool/${line}`, {}];
}

function* openVswitch(sections: Sections): Generator<readonly [string, SnapshotItem]> {
  const table = (name: string) => parseTable(sections.need(name).text);
  for (const row of table('ovs-switch')) yield ['ovs/switch/configuration', flatten(row)];
  const bridgeOf = new Map<unknown, unknown>();
  for (const { name, ports, controller, mirrors, ...row } of table('ovs-bridges')) {
    for (const port of asList(ports)) bridgeOf.set(port, name);
    const counts = { controllers: asList(controller).length, mirrors: asList(mirrors).length };
    yield [`ovs/bridge/${name}`, { ...flatten(row), ...counts }];
  }
  for (const { name, _uuid, ...row } of table('ovs-ports')) {
    yield [`ovs/port/${name}`, { ...flatten(row), bridge: String(bridgeOf.get(_uuid) ?? 'none') }];
  }
  for (const { name, ...row } of table('ovs-interfaces')) yield [`ovs/interface/${name}`, flatten(row)];
  for (const [section, kind] of [
    ['flows', 'flow'],
    ['groups', 'group'],
    ['meters', 'meter'],
  ] as const) {
    for (const [bridge, text = ''] of rows(sections, section)) {
      if (!/^(NXST|OFPST)_/.test(text))
        yield [`ovs/${kind}/${bridge}/${text.trim().replace('reset_counts ', '')}`, {}];
    }
  }
}

function* files(sections: Sections): Generator<readonly [string, SnapshotItem]> {
  const hashes = new Map(linesOf(sections.need('hashes')).map((line) => [line.slice(66), line.slice(0, 64)]));
  const types: Record<string, string> = { f: 'file', d: 'folder', s: 'socket', l: 'link', p: 'pipe' };
  for (const [path = '', type = '', mode = '', owner = '', size = '', target = ''] of rows(
    sections,
    'tree',
  )) {
    const sha256 = hashes.get(path);
    yield [
      `file${path}`,
      {
        type: types[type] ?? type,
        mode,
        owner,
        ...(type === 'f' ? { sizeBytes: Number(size) } : {}),
        ...(sha256 === undefined ? {} : { sha256 }),
        ...(target === '' ? {} : { target }),
      },
    ];
  }
}

/** NET_ADDR_RANDOM: such a MAC changes each time the device is made, so it tells nothing. */
const RANDOM_ADDRESS = '1';

function* network(sections: Sections): Generator<readonly [string, SnapshotItem]> {
  const assigned = new Map(rows(sections, 'address-types').map(([name = '', type = '']) => [name, type]));
  for (const link of asList(JSON.parse(sections.need('links').text)).map(asRecord)) {
    const name = String(link.ifname);
    const addresses = asList(link.addr_info)
      .map(asRecord)
      .filter((address) => address.scope !== 'link')
      .map((address) => `${address.local}/${address.prefixlen}`);
    yield [
      `network/interface/${name}`,
      {
        mac: assigned.get(name) === RANDOM_ADDRESS ? 'random' : String(link.address ?? ''),
        up: asList(link.flags).includes('UP'),
        master: String(link.master ?? 'none'),
        mtu: Number(link.mtu),
        kind: String(asRecord(link.linkinfo).info_kind ?? 'device'),
        addresses: addresses.sort().join(' '),
      },
    ];
    for (const vf of asList(link.vfinfo_list).map(asRecord)) {
      const {
        vf: index,
        vlan_list,
        rate,
        address,
        link_type: _type,
        broadcast: _broadcast,
        ...settings
      } = vf;
      const vlan = asRecord(asList(vlan_list)[0]);
      yield [
        `vf/${name}/${index}`,
        {
          mac: String(address),
          vlan: Number(vlan.vlan ?? 0),
          qos: Number(vlan.qos ?? 0),
          ...flatten(asRecord(rate)),
          ...flatten(settings),
        },
      ];
    }
  }
  for (const [name = ''] of linesOf(sections.need('netns')).map((line) => line.split(' ')))
    yield [`network/namespace/${name}`, {}];
}

function* memory(sections: Sections): Generator<readonly [string, SnapshotItem]> {
  const held = new Map(
    rows(sections, 'switch-pages').map(([cell, size, pages]) => [`${cell}/${size}`, Number(pages)]),
  );
  for (const [path = '', total, free, surplus] of rows(sections, 'pools')) {
    const [, cell, size] = /node(\d+)\/hugepages\/hugepages-(\d+)kB$/.exec(path) ?? [];
    const counts = { total: Number(total), free: Number(free), surplus: Number(surplus) };
    yield [
      `huge pages/cell ${cell}/${size} KiB`,
      { ...counts, heldBySwitch: held.get(`${cell}/${size}`) ?? 0 },
    ];
  }
  for (const [path = '', reserved] of rows(sections, 'reserved')) {
    yield [
      `huge pages/all cells/${/hugepages-(\d+)kB$/.exec(path)?.[1]} KiB`,
      { reserved: Number(reserved) },
    ];
  }
}

function* processes(sections: Sections): Generator<readonly [string, SnapshotItem]> {
  for (const path of linesOf(sections.need('cgroups'))) yield [`cgroup/machine.slice/${path}`, {}];
  for (const [proc = '', ...argv] of rows(sections, 'guests')) {
    const uuid = argv[argv.indexOf('-uuid') + 1] ?? proc;
    const name = argv[argv.indexOf('-name') + 1] ?? '';
    yield [`process/qemu/${uuid}`, { name, pid: Number(proc.slice('/proc/'.length)) }];
  }
  for (const [name = '', cpus = ''] of rows(sections, 'polling-threads')) {
    yield [`process/polling thread/${name.replace(/\/.*/, '')}`, { cpus }];
  }
}

function* kernel(sections: Sections): Generator<readonly [string, SnapshotItem]> {
  for (const [address = '', driver = '', override = ''] of rows(sections, 'pci')) {
    yield [
      `pci/${address}`,
      { driver: driver || 'none', driverOverride: override === '(null)' ? '' : override },
    ];
  }
  for (const [key = '', value = ''] of rows(sections, 'settings')) yield [`sysctl/${key}`, { value }];
  for (const line of linesOf(sections.need('mounts'))) {
    const [source = '', target = '', type = ''] = line.split(' ');
    // Logins come and go, systemd's credentials too.
    if (!/^\/run\/(user|credentials)\//.test(target)) yield [`mount${target}`, { source, type }];
  }
}

/** Columns of a row as text that compares: maps and sets as sorted JSON. */
function flatten(row: Readonly<Record<string, unknown>>): SnapshotItem {
  return Object.fromEntries(
    Object.entries(row).map(([key, value]) => [
      key,
      typeof value === 'object' && value !== null ? stableJson(value) : (value as string | number | boolean),
    ]),
  );
}

function stableJson(value: object): string {
  if (Array.isArray(value)) return JSON.stringify([...value].sort());
  return JSON.stringify(Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))));
}

const readers: readonly Reader[] = [domains, openVswitch, files, network, memory, processes, kernel];

/** Throws VIM_COMMAND_FAILED where any reading failed: a snapshot is whole or it is none. */
export function itemsOf(sections: Sections): SnapshotItems {
  return Object.fromEntries(readers.flatMap((reader) => [...reader(sections)]));
}
