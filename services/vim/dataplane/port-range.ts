/** A range of transport ports as the fewest masked matches: `[1000, 2000]` is 1000/0xfff8, 1008/0xfff0, … */
export type PortRange = readonly [number, number];

/** Match values as the switch prints them: decimal where exact, hexadecimal with its mask otherwise, '' for all. */
export function portMasks([first, last]: PortRange): string[] {
  const masks: string[] = [];
  for (let port = first; port <= last; ) {
    // The largest aligned block that starts here and stays inside.
    let size = port === 0 ? 0x10000 : port & -port;
    while (port + size - 1 > last) size /= 2;
    const mask = 0x10000 - size;
    if (size === 1) masks.push(String(port));
    else if (size === 0x10000) masks.push('');
    else masks.push(`${port === 0 ? '0' : `0x${port.toString(16)}`}/0x${mask.toString(16)}`);
    port += size;
  }
  return masks;
}
