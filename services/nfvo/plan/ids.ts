/** Ids that need no register: the same network service planned twice gets the same ones. */
import { createHash } from 'node:crypto';

/** UUID version 5 (RFC 9562 clause 5.5) of a name within a namespace UUID. */
export function uuidV5(namespace: string, name: string): string {
  const bytes = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name)
    .digest()
    .subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** Locally administered unicast MAC of a port; the next one of its sequence where that is in `taken`. Adds it. */
export function portMac(portId: string, taken: Set<string>): string {
  for (let attempt = 0; ; attempt++) {
    const digest = createHash('sha256').update(`${portId}#${attempt}`).digest('hex');
    const mac = `02:${digest.slice(0, 10).replace(/..(?=.)/g, '$&:')}`;
    if (taken.has(mac)) continue;
    taken.add(mac);
    return mac;
  }
}

/** `nw-firewall-vdu-fw-1a2b3c4d`: for people first, unique by the digits of the VNFC's id. */
export function domainName(vnfProfileId: string, vduId: string, vnfcId: string): string {
  const word = (text: string) =>
    text
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .slice(0, 16)
      .replace(/^-|-$/g, '');
  return ['nw', word(vnfProfileId), word(vduId), vnfcId.replaceAll('-', '').slice(0, 8)]
    .filter((w) => w)
    .join('-');
}

/** OVS Interface name of a vhost-user port: `vhu` and 11 hex digits, within the 15 characters of a Linux name. */
export function vhostPortName(portId: string): string {
  return `vhu${portId.replaceAll('-', '').slice(0, 11)}`;
}

export function vhostSocketPath(portName: string): string {
  return `/run/netwright/vhu/${portName}.sock`;
}
