/** Path identity in register 0 (RFC 8300): service path identifier << 8 | service index. */
import { hex } from './flow.ts';

const FIRST_SERVICE_INDEX = 255;

/** As the switch prints it, for a packet that has passed `hopsPassed` functions. */
export function pathIdentity(spi: number, hopsPassed: number): string {
  return hex(spi * 256 + FIRST_SERVICE_INDEX - hopsPassed);
}
