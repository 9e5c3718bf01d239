/** What the room says, without React. */
import { formatUtc } from '#shared/units/time.ts';

/** When people wrote something needs no milliseconds. */
export function toSeconds(at: number): string {
  return formatUtc(Math.floor(at / 1000) * 1000);
}
