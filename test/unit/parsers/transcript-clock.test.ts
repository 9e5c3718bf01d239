/** What `date` printed in a pasted session. The instants are worked out by hand. */
import { describe, expect, it } from 'vitest';
import { readClock } from '#shared/parsers/transcript-clock.ts';
import { sourceOf } from '#test/support/text-source.ts';

const look = (command: string, printed: string) =>
  readClock(sourceOf(`root@gw:~# ${command}\n${printed}\nroot@gw:~# cat /proc/meminfo\nMemTotal: 4 kB\n`));
const at = Date.UTC(2026, 10, 22, 21, 52, 49);

describe('a time whose zone is certain', () => {
  it.each([
    ['date', 'Sun Nov 22 21:52:49 UTC 2026'],
    ['date', 'Sun Nov 22 09:52:49 PM UTC 2026'],
    ['date', 'Sun Nov 22 21:52:49 GMT 2026'],
    ['date', 'Mon Nov 23 03:22:49 +0530 2026'],
    ['date', 'Sun Nov 22 18:52:49 -03 2026'],
    ['date -u', 'Sun 22 Nov 2026 09:52:49 PM UTC'],
    ['date +%s', '1795384369'],
    ['date "+%s"', '1795384369'],
    ['date -Is', '2026-11-23T05:52:49+08:00'],
    ['date -Iseconds', '2026-11-23T05:52:49+0800'],
    ['date --iso-8601=seconds', '2026-11-22T21:52:49+00:00'],
    ['date --rfc-3339=seconds', '2026-11-22 21:52:49+00:00'],
    ['date -u +%Y-%m-%dT%H:%M:%SZ', '2026-11-22T21:52:49Z'],
    ['date -R', 'Mon, 23 Nov 2026 05:52:49 +0800'],
    ['date', '2026年 11月 22日 星期日 21:52:49 UTC'],
    ['/bin/date; cat /proc/meminfo', 'Sun Nov 22 21:52:49 UTC 2026'],
    ['date && ps', '\nSun Nov 22 21:52:49 UTC 2026'],
  ])('%s: %s', (command, printed) => {
    expect(look(command, printed)).toEqual({ at, doubt: null });
  });

  it('at midnight, noon and on a leap day', () => {
    expect(look('date', 'Sun Nov 22 12:00:01 AM UTC 2026')?.at).toBe(Date.UTC(2026, 10, 22, 0, 0, 1));
    expect(look('date', 'Sun Nov 22 12:00:01 PM UTC 2026')?.at).toBe(Date.UTC(2026, 10, 22, 12, 0, 1));
    expect(look('date', 'Tue Feb 29 00:00:00 UTC 2028')?.at).toBe(Date.UTC(2028, 1, 29));
  });

  it('is the first of those of one session', () => {
    const twice = (second: string) =>
      sourceOf(`$ date -u\nSun Nov 22 21:52:49 UTC 2026\n$ ps\n$ date -u\n${second}\n`);
    expect(readClock(twice('Sun Nov 22 22:50:00 UTC 2026'))).toEqual({ at, doubt: null });
    expect(readClock(twice('Mon Nov 23 21:52:49 UTC 2026'))).toEqual({
      at: null,
      doubt: 'its clock is shown at times more than an hour apart',
    });
  });
});

describe('a time that does not count', () => {
  it.each([
    ['date', 'Sun Nov 22 21:52:49 CST 2026'],
    ['date', 'Sun Nov 22 21:52:49 IST 2026'],
    ['date', 'Sun Nov 22 21:52:49 2026'],
    ['date +%FT%T', '2026-11-22T21:52:49'],
  ])('%s: %s has a zone that is not certain, and is told', (command, printed) => {
    expect(look(command, printed)).toEqual({
      at: null,
      doubt: `line 2 (${printed}) does not say its zone for certain`,
    });
  });

  it.each([
    ['date -d yesterday', 'Sun Nov 22 21:52:49 UTC 2026'],
    ['date -r /etc/passwd', 'Sun Nov 22 21:52:49 UTC 2026'],
    ['date -s 12:00', 'Sun Nov 22 12:00:00 UTC 2026'],
    ['TZ=Asia/Tokyo date', 'Mon Nov 23 06:52:49 JST 2026'],
    ['cat when', 'Sun Nov 22 21:52:49 UTC 2026'],
    ['date', 'bash: date: command not found'],
    ['date', 'Sun Feb 30 21:52:49 UTC 2026'],
    ['date', 'Sun Nov 22 25:52:49 UTC 2026'],
    ['date +%Y', '1795384369'],
  ])('%s: %s is none', (command, printed) => {
    expect(look(command, printed)).toBeNull();
  });
});
