import type { EventTime } from '#shared/domain/events.ts';
import type { EpochMs } from '#shared/units/time.ts';

/** A start of the machine is known to a hundredth of a second (/proc/uptime), a whole second where it was rounded. */
const BOOT_BOUND_MS = 1000;

/**
 * The time of a kernel message. Seconds since boot need the time of the boot; a date counts only with its zone: `dmesg -T`
 * and syslog print local time without saying which, and drift after a suspend.
 */
export function placeTime(timeText: string, bootAt: EpochMs | null): EventTime | null {
  if (/^\d{1,12}\.\d{3,6}$/.test(timeText)) {
    if (bootAt === null) return null;
    const at = bootAt + Number(timeText) * 1000;
    return { from: at - BOOT_BOUND_MS, to: at + BOOT_BOUND_MS };
  }
  const zoned = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d{1,3})\d{0,6})?(Z|[+-]\d\d:?\d\d)$/.exec(
    timeText,
  );
  if (zoned === null) return null;
  const [, date, clock, fraction = '0', zone = 'Z'] = zoned;
  const offset = zone === 'Z' ? zone : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
  const at = Date.parse(`${date}T${clock}.${fraction.padEnd(3, '0')}${offset}`);
  return Number.isNaN(at) ? null : { from: at, to: at };
}
