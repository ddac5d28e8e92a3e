/**
 * Renders a VNFC as libvirt domain XML. Pure: equal specs give equal text. Needs libvirt 9.0 and QEMU 7.2 or newer.
 *
 * Guest RAM is always a shared memfd (vhost-user needs a descriptor), in one guest cell bound strictly to one host
 * cell. Each NIC has a PCIe root port of its own, at ascending addresses, so the guest finds its NICs in vNIC order.
 * There is no expander bus: with one guest cell every bus is local to it.
 */
import { XMLBuilder } from 'fast-xml-parser';
import { formatCpuList } from '../cpu-list.ts';
import type { SriovVfPortSpec, VhostUserPortSpec, VnfcSpec } from '../model.ts';
import { METADATA_NAMESPACE, specHashOf } from './domain-metadata.ts';
import { vnfcPaths } from './vnfc-paths.ts';

export interface RenderedDomain {
  readonly xml: string;
  readonly specHash: string;
}

type Node = { readonly [name: string]: unknown };

/** Root ports beyond the planned devices, for NICs plugged in later: ports themselves cannot be hot-plugged. */
const SPARE_ROOT_PORTS = 4;
const RING_SIZE = 1024;
const VIRTIO_MTU = 1500;
const QEMU_NAMESPACE = 'http://libvirt.org/schemas/domain/qemu/1.0';
/** Root ports lie on pcie.0 from slot 2 on, eight functions each. */
const FIRST_ROOT_PORT_SLOT = 2;

const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  suppressEmptyNode: true,
  suppressBooleanAttributes: false,
  format: true,
});

export function renderDomain(spec: VnfcSpec): RenderedDomain {
  const body = bodyOf(spec);
  const specHash = specHashOf([builder.build({ domain: body }), spec.image.sha256]);
  const mark = {
    'netwright:vnfc': {
      '@xmlns:netwright': METADATA_NAMESPACE,
      '@allocation': spec.vnfcId,
      '@generation': String(spec.generation),
      '@spec': specHash,
    },
  };
  return { xml: builder.build({ domain: { ...body, metadata: mark } }), specHash };
}

function bodyOf(spec: VnfcSpec): Node {
  const cpus = spec.vcpuPins ?? spec.sharedCpus;
  const pins = Array.from({ length: spec.vcpuCount }, (_, vcpu) => {
    const pin = spec.vcpuPins?.[vcpu];
    return {
      '@vcpu': String(vcpu),
      '@cpuset': pin === undefined ? formatCpuList(spec.sharedCpus) : String(pin),
    };
  });
  return {
    '@type': spec.virtType,
    name: spec.domainName,
    uuid: spec.vnfcId,
    memory: { '@unit': 'MiB', '#text': spec.memoryMiB },
    memoryBacking: memoryBacking(spec),
    vcpu: { '@placement': 'static', '@cpuset': formatCpuList(cpus), '#text': spec.vcpuCount },
    cputune: { vcpupin: pins, emulatorpin: { '@cpuset': formatCpuList(spec.emulatorCpus) } },
    numatune: {
      memory: { '@mode': 'strict', '@nodeset': String(spec.cell) },
      memnode: { '@cellid': '0', '@mode': 'strict', '@nodeset': String(spec.cell) },
    },
    // "q35" becomes the newest version QEMU has when the domain is defined, and stays that one.
    os: { type: { '@arch': 'x86_64', '@machine': 'q35', '#text': 'hvm' } },
    // Without ACPI a q35 guest finds no interrupt for any PCI device.
    features: { acpi: '', apic: '' },
    cpu: {
      '@mode': spec.virtType === 'kvm' ? 'host-passthrough' : 'maximum',
      topology: { '@sockets': '1', '@dies': '1', '@cores': String(spec.vcpuCount), '@threads': '1' },
      numa: {
        cell: {
          '@id': '0',
          '@cpus': spec.vcpuCount === 1 ? '0' : `0-${spec.vcpuCount - 1}`,
          '@memory': String(spec.memoryMiB),
          '@unit': 'MiB',
          '@memAccess': 'shared',
        },
      },
    },
    clock: { '@offset': 'utc' },
    on_poweroff: 'destroy',
    on_reboot: 'restart',
    on_crash: 'destroy',
    devices: devices(spec),
    ...mtuOverride(spec),
  };
}

function memoryBacking(spec: VnfcSpec): Node {
  const shared = { nosharepages: '', source: { '@type': 'memfd' }, access: { '@mode': 'shared' } };
  if (spec.pageSizeKiB === null) return shared;
  // `nodeset` names the guest's cell.
  const page = { '@size': String(spec.pageSizeKiB), '@unit': 'KiB', '@nodeset': '0' };
  return { hugepages: { page }, ...shared, allocation: { '@mode': 'immediate' } };
}

function devices(spec: VnfcSpec): Node {
  const paths = vnfcPaths(spec.vnfcId);
  const nics = spec.ports.length;
  const diskPort = nics + 1;
  const rngPort = nics + 2;
  const rootPorts = rngPort + SPARE_ROOT_PORTS;
  const at = (rootPort: number) => pciAddress(rootPort, 0, 0);
  const indexed = spec.ports.map((port, index) => ({ port, address: at(index + 1) }));
  return {
    disk: {
      '@type': 'file',
      '@device': 'disk',
      driver: { '@name': 'qemu', '@type': 'qcow2', '@cache': 'none', '@discard': 'unmap' },
      source: { '@file': paths.disk },
      target: { '@dev': 'vda', '@bus': 'virtio' },
      boot: { '@order': '1' },
      address: at(diskPort),
    },
    controller: [
      { '@type': 'usb', '@model': 'none' },
      { '@type': 'pci', '@index': '0', '@model': 'pcie-root' },
      ...Array.from({ length: rootPorts }, (_, i) => ({
        '@type': 'pci',
        '@index': String(i + 1),
        '@model': 'pcie-root-port',
        address: {
          ...pciAddress(0, FIRST_ROOT_PORT_SLOT + Math.floor(i / 8), i % 8),
          ...(i % 8 === 0 ? { '@multifunction': 'on' } : {}),
        },
      })),
    ],
    interface: indexed.map(({ port, address }) =>
      port.kind === 'vhost-user' ? vhostUserInterface(port, address) : vfInterface(port, address),
    ),
    serial: {
      '@type': 'file',
      source: { '@path': paths.consoleLog },
      target: { '@type': 'isa-serial', '@port': '0' },
    },
    rng: {
      '@model': 'virtio',
      backend: { '@model': 'random', '#text': '/dev/urandom' },
      address: at(rngPort),
    },
    memballoon: { '@model': 'none' },
  };
}

/** QEMU is the server, so that Open vSwitch may be restarted under a running guest. */
function vhostUserInterface(port: VhostUserPortSpec, address: Node): Node {
  return {
    '@type': 'vhostuser',
    mac: { '@address': port.mac },
    source: { '@type': 'unix', '@path': port.socketPath, '@mode': 'server' },
    target: { '@dev': port.portName },
    model: { '@type': 'virtio' },
    driver: {
      '@queues': String(port.queuePairs),
      '@rx_queue_size': String(RING_SIZE),
      '@tx_queue_size': String(RING_SIZE),
      host: { '@mrg_rxbuf': 'on' },
    },
    // No PXE ROM: it only makes the boot longer.
    rom: { '@enabled': 'no' },
    alias: { '@name': aliasOf(port) },
    address,
  };
}

/**
 * Tells the guest an MTU other than virtio's own 1500. libvirt 9.0's `<mtu>` cannot: it also sets the MTU of a kernel
 * interface of the port's name, which a DPDK port does not have, and the start fails.
 */
function mtuOverride(spec: VnfcSpec): Node {
  const devices = spec.ports.flatMap((port) =>
    port.kind === 'vhost-user' && port.mtu !== VIRTIO_MTU
      ? [
          {
            '@alias': aliasOf(port),
            'qemu:frontend': {
              'qemu:property': { '@name': 'host_mtu', '@type': 'unsigned', '@value': String(port.mtu) },
            },
          },
        ]
      : [],
  );
  return devices.length === 0
    ? {}
    : { '@xmlns:qemu': QEMU_NAMESPACE, 'qemu:override': { 'qemu:device': devices } };
}

/** libvirt keeps names that begin with `ua-` as they are. */
function aliasOf(port: VhostUserPortSpec): string {
  return `ua-${port.portName}`;
}

function vfInterface(port: SriovVfPortSpec, address: Node): Node {
  const [domain = '0', bus = '0', rest = '0.0'] = port.vfAddress.split(':');
  const [slot = '0', fn = '0'] = rest.split('.');
  const source = {
    '@type': 'pci',
    '@domain': hex(domain),
    '@bus': hex(bus),
    '@slot': hex(slot),
    '@function': hex(fn),
  };
  return {
    '@type': 'hostdev',
    '@managed': 'yes',
    mac: { '@address': port.mac },
    driver: { '@name': 'vfio' },
    source: { address: source },
    ...(port.vlanId === null ? {} : { vlan: { tag: { '@id': String(port.vlanId) } } }),
    rom: { '@bar': 'off' },
    address,
  };
}

function pciAddress(bus: number, slot: number, fn: number): Node {
  const field = (value: number) => `0x${value.toString(16).padStart(2, '0')}`;
  return {
    '@type': 'pci',
    '@domain': '0x0000',
    '@bus': field(bus),
    '@slot': field(slot),
    '@function': `0x${fn}`,
  };
}

function hex(digits: string): string {
  return `0x${digits}`;
}
