/** Texts as templates: variable parts, variants of a word, counts by liveness. */
import { describe, expect, it } from 'vitest';
import { findTemplates, type FoundText } from '#shared/analysis/templates/find-templates.ts';
import { maskText } from '#shared/analysis/templates/mask-text.ts';
import type { Liveness } from '#shared/domain/heap.ts';

const textsOf = (texts: readonly string[], liveness: Liveness = 'live'): FoundText[] =>
  texts.map((text, at) => ({ offset: at * 100, text, bytes: text.length, liveness }));

describe('variable parts', () => {
  it.each([
    ['took 12 ms, 3.5 per unit', 'took <n> ms, <n> per unit'],
    ['from 192.0.2.7:5140', 'from <ip>:<n>'],
    ['from 2001:db8:0:1::7 on', 'from <ip> on'],
    ['at 2026-11-22T22:48:58.054Z done', 'at <time> done'],
    ['Nov 22 22:48:58 gw sshd[77]: hi', '<time> gw sshd[<n>]: hi'],
    ['id 123e4567-e89b-12d3-a456-426614174000.', 'id <uuid>.'],
    ['ptr 0x7fA0 hash deadbeef01', 'ptr <hex> hash <hex>'],
    ['eth0 52:54:00:12:34:56 up', 'eth<n> <mac> up'],
    ['user "anna" and \'bob\'', 'user <text> and <text>'],
    ['defaced facade', 'defaced facade'],
    ['<n> stays', '<n> stays'],
  ])('%s', (text, mask) => {
    expect(maskText(text)).toBe(mask);
  });
});

describe('templates', () => {
  it('count twice, with bytes and the first places', () => {
    const { templates, others } = findTemplates([
      ...textsOf(['session 1 of 192.0.2.1 closed', 'session 22 of 192.0.2.20 closed']),
      ...textsOf(['session 3 of 192.0.2.3 closed'], 'ghost'),
      ...textsOf(['something else'], 'undetermined'),
    ]);
    expect(templates).toEqual([
      {
        pattern: 'session <n> of <ip> closed',
        // 29 + 31 bytes live, 29 freed.
        sides: {
          live: { count: 2, bytes: 60 },
          ghost: { count: 1, bytes: 29 },
          undetermined: { count: 0, bytes: 0 },
        },
        samples: [0, 100, 0],
      },
      expect.objectContaining({ pattern: 'something else' }),
    ]);
    expect(others.live.count).toBe(0);
  });

  it('join variants of one word where there are enough, and only then', () => {
    const users = ['anna', 'bob', 'carl', 'dora', 'emil'];
    const patterns = (names: readonly string[]) =>
      findTemplates(textsOf(names.map((name) => `login of ${name} failed`))).templates.map(
        ({ pattern }) => pattern,
      );
    expect(patterns(users)).toEqual(['login of <*> failed']);
    expect(patterns(users.slice(0, 3))).toHaveLength(3);
  });

  it('do not grow without bound', () => {
    const words = Array.from({ length: 1000 }, (_, at) => 'x'.repeat(at + 1));
    const { templates, others } = findTemplates(textsOf(words), { masks: 10 });
    expect(templates).toHaveLength(10);
    expect(others.live.count).toBe(990);
  });

  it('are the same for the same texts, and take no longer for hard ones', () => {
    const hard = [
      '"'.repeat(5000),
      "'a".repeat(3000),
      '1:'.repeat(3000),
      'a1'.repeat(3000),
      '2026-'.repeat(2000),
      '0x'.repeat(3000),
    ];
    const texts = textsOf(Array.from({ length: 600 }, (_, at) => hard[at % hard.length] ?? ''));
    const start = performance.now();
    expect(findTemplates(texts)).toEqual(findTemplates(texts));
    expect(performance.now() - start).toBeLessThan(15_000);
  });
});
