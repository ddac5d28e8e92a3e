/** The mark Netwright leaves in a domain: whose it is, which generation, and from what it was made. Pure. */
import { createHash } from 'node:crypto';
import { XMLParser } from 'fast-xml-parser';

export const METADATA_NAMESPACE = 'urn:netwright:vnfc:1';

export interface DomainMark {
  readonly allocationId: string;
  readonly generation: number;
  /** SHA-256 of everything else the domain is made of. */
  readonly specHash: string;
}

export interface MarkedDomain {
  readonly uuid: string;
  readonly name: string;
  /** Null where the domain does not carry our mark. */
  readonly mark: DomainMark | null;
}

export function specHashOf(parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\0')).digest('hex');
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseAttributeValue: false,
  parseTagValue: false,
});

type Element = { readonly [name: string]: unknown };

/** Reads name, UUID and mark of a domain's XML. The namespace decides, not its prefix: libvirt may write another. */
export function readMark(xml: string): MarkedDomain {
  const domain = child(parser.parse(xml), 'domain');
  return { uuid: text(domain.uuid), name: text(domain.name), mark: findMark(child(domain, 'metadata')) };
}

function findMark(metadata: Element): DomainMark | null {
  for (const [key, value] of Object.entries(metadata)) {
    const [prefix, local] = key.split(':');
    if (local !== 'vnfc' || typeof value !== 'object' || value === null) continue;
    const element = value as Element;
    if (element[`@xmlns:${prefix}`] !== METADATA_NAMESPACE) continue;
    return {
      allocationId: text(element['@allocation']),
      generation: Number(element['@generation']),
      specHash: text(element['@spec']),
    };
  }
  return null;
}

function child(element: Element, name: string): Element {
  const value = element[name];
  return typeof value === 'object' && value !== null ? (value as Element) : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
