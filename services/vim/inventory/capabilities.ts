/** Reads libvirt's `<capabilities>` and `<domainCapabilities>` XML. Pure. */
import { XMLParser } from 'fast-xml-parser';
import { NetwrightError } from '#kernel/errors.ts';
import { parseCpuList } from '../cpu-list.ts';
import { vimErrors } from '../errors.ts';
import type { HostCpu } from '../model.ts';

/** A NUMA cell as libvirt knows it; huge pages are read from sysfs, which also tells how many are free. */
export interface CapabilityCell {
  readonly id: number;
  readonly memoryMiB: number;
  readonly cpus: readonly HostCpu[];
  readonly distances: readonly number[];
}

export interface HostCapabilities {
  readonly iommu: boolean;
  readonly cells: readonly CapabilityCell[];
}

export interface DomainCapabilities {
  readonly machineType: string;
  readonly hostPassthrough: boolean;
}

type Element = { readonly [name: string]: unknown };

const LISTS = new Set(['cell', 'cpu', 'sibling', 'mode']);
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseAttributeValue: false,
  parseTagValue: false,
  isArray: (name, path) =>
    LISTS.has(name) && String(path) !== 'capabilities.host.cpu' && String(path) !== 'domainCapabilities.cpu',
});

/** Cells in ascending order; `distances[i]` is the distance to the i-th of them. */
export function parseCapabilities(xml: string): HostCapabilities {
  const host = child(child(parser.parse(xml), 'capabilities'), 'host');
  const cells = list(child(child(host, 'topology'), 'cells'), 'cell')
    .map((cell) => ({
      id: number(cell, '@id'),
      memoryMiB: Math.floor(memoryKiB(cell) / 1024),
      cpus: list(child(cell, 'cpus'), 'cpu')
        .map((cpu) => ({
          id: number(cpu, '@id'),
          socketId: number(cpu, '@socket_id'),
          coreId: number(cpu, '@core_id'),
          siblings: parseCpuList(String(cpu['@siblings'] ?? cpu['@id'])),
        }))
        .sort((a, b) => a.id - b.id),
      siblings: new Map(
        list(child(cell, 'distances'), 'sibling').map((s) => [number(s, '@id'), number(s, '@value')]),
      ),
    }))
    .sort((a, b) => a.id - b.id);
  if (cells.length === 0) throw unreadable('it has no NUMA cells');
  return {
    iommu: child(host, 'iommu')['@support'] === 'yes',
    cells: cells.map(({ siblings, ...cell }) => ({
      ...cell,
      // ACPI's values where the firmware is silent: 10 to itself, 20 to others.
      distances: cells.map((other) => siblings.get(other.id) ?? (other.id === cell.id ? 10 : 20)),
    })),
  };
}

export function parseDomainCapabilities(xml: string): DomainCapabilities {
  const root = child(parser.parse(xml), 'domainCapabilities');
  const machine = root.machine;
  if (typeof machine !== 'string' || machine === '') throw unreadable('it names no machine type');
  const modes = list(child(root, 'cpu'), 'mode');
  return {
    machineType: machine,
    hostPassthrough: modes.some((m) => m['@name'] === 'host-passthrough' && m['@supported'] === 'yes'),
  };
}

function child(element: Element, name: string): Element {
  const value = element[name];
  return typeof value === 'object' && value !== null ? (value as Element) : {};
}

function list(element: Element, name: string): readonly Element[] {
  const value = element[name];
  return Array.isArray(value) ? value : [];
}

function number(element: Element, name: string): number {
  const value = Number(element[name]);
  if (!Number.isInteger(value)) throw unreadable(`${name} is "${String(element[name])}", not a number`);
  return value;
}

function memoryKiB(cell: Element): number {
  const memory = cell.memory;
  const text = typeof memory === 'object' && memory !== null ? (memory as Element)['#text'] : memory;
  return Number(text ?? 0);
}

function unreadable(why: string): NetwrightError {
  return new NetwrightError(vimErrors.VIM_LIBVIRT_FAILED, `libvirt's capabilities cannot be read: ${why}`);
}
