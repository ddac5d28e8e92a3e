/** Port names to the switch's numbers. */
import { NetwrightError } from '#kernel/errors.ts';
import { vimErrors } from '../errors.ts';

/** The port's OpenFlow number; SFC_PATH_INVALID where the switch has no such port. */
export function ofportOf(ofports: ReadonlyMap<string, number>, name: string): number {
  const ofport = ofports.get(name);
  if (ofport !== undefined) return ofport;
  throw new NetwrightError(vimErrors.SFC_PATH_INVALID, `the switch has no port ${name}`, {
    facts: { portName: name },
  });
}
