/** Turns the kernel's CPU list (`0-3,7`) into ascending ids. An empty list is no CPU. */
export function parseCpuList(text: string): number[] {
  const ids: number[] = [];
  for (const part of text.trim().split(',')) {
    if (part === '') continue;
    const [first = '', last = first] = part.split('-');
    for (let id = Number(first); id <= Number(last); id += 1) ids.push(id);
  }
  return ids;
}

/** Turns ids into the kernel's notation: `0-3,7`. */
export function formatCpuList(ids: readonly number[]): string {
  const sorted = [...new Set(ids)].sort((a, b) => a - b);
  const parts: string[] = [];
  for (let i = 0; i < sorted.length; ) {
    let j = i;
    while (sorted[j + 1] === (sorted[j] ?? Number.NaN) + 1) j += 1;
    parts.push(i === j ? `${sorted[i]}` : `${sorted[i]}-${sorted[j]}`);
    i = j + 1;
  }
  return parts.join(',');
}

/** CPU ids set in a hexadecimal mask such as OVS's `pmd-cpu-mask` (`0x88` or `88`); any width. */
export function parseCpuMask(text: string): number[] {
  const digits = text.trim().replaceAll('"', '').replace(/^0x/i, '').replaceAll(',', '');
  const ids: number[] = [];
  [...digits].reverse().forEach((digit, place) => {
    const value = Number.parseInt(digit, 16);
    for (let bit = 0; bit < 4; bit += 1) if (value & (1 << bit)) ids.push(place * 4 + bit);
  });
  return ids;
}

/** True where both name the same CPUs, whatever their order. */
export function sameCpus(a: readonly number[], b: readonly number[]): boolean {
  return formatCpuList(a) === formatCpuList(b);
}
