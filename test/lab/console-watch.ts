/** Reads the lab host's boot from its console text. Pure. */

export type BootState = 'booting' | 'ready' | 'stalled' | 'broken';

/** Nothing on the console for this long while booting: the boot stands still (seen when a timer interrupt is lost). */
export const silenceMs = 90_000;

/**
 * @param text the console so far
 * @param silentMs since the last new character
 */
export function bootState(text: string, silentMs: number): BootState {
  if (text.includes('lab: ready')) return 'ready';
  if (/Kernel panic|emergency mode|can't find \/root|switch_root: /.test(text)) return 'broken';
  if (/detected stalls on CPUs|soft lockup|blocked for more than \d+ seconds/.test(text)) return 'stalled';
  return silentMs > silenceMs ? 'stalled' : 'booting';
}

/** The last lines, for an error message. */
export function consoleTail(text: string, lines = 12): string {
  return text.replaceAll('\r', '').trimEnd().split('\n').slice(-lines).join('\n');
}
