/** Contrast of the tokens by the formula of WCAG 2.2, for every text colour on every surface, in both halves. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const css = readFileSync(join(import.meta.dirname, '../../renderer/styles/tokens.css'), 'utf8');
const tokens = new Map(
  [...css.matchAll(/--([\w-]+):\s*light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\)/g)].map(
    ([, name = '', light = '', dark = '']) => [name, { light, dark }],
  ),
);

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].toSorted((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

function ratio(text: string, surface: string, half: 'light' | 'dark'): number {
  return contrast(tokens.get(text)?.[half] ?? '#000000', tokens.get(surface)?.[half] ?? '#000000');
}

const texts = [
  'text',
  'text-muted',
  'accent',
  'grew',
  'shrank',
  'new',
  'gone',
  'host-a',
  'host-b',
  'caution',
];
const surfaces = [
  'page',
  'panel',
  'head',
  'hover',
  'selected',
  'field',
  'mark',
  'live',
  'ghost',
  'cached',
].map((name) => `surface-${name}`);
const halves = ['light', 'dark'] as const;

describe.each(halves)('tokens, %s', (half) => {
  it('agree with the ratios of a published pair', () => {
    // White and #767676 is the well-known pair at the limit: 4.54.
    expect(contrast('#ffffff', '#767676')).toBeCloseTo(4.54, 2);
  });

  it.each(texts.flatMap((text) => surfaces.map((surface) => [text, surface] as const)))(
    '%s on %s is readable',
    (text, surface) => {
      expect(tokens.has(text) && tokens.has(surface)).toBe(true);
      expect(ratio(text, surface, half)).toBeGreaterThanOrEqual(4.5);
    },
  );

  it.each(['focus', 'line-control', 'bar-grew', 'bar-shrank', 'bar-total'])(
    '%s can be told from the page',
    (token) => {
      expect(ratio(token, 'surface-page', half)).toBeGreaterThanOrEqual(3);
    },
  );

  it('writes readably on the accent', () => {
    expect(ratio('text-on-accent', 'accent', half)).toBeGreaterThanOrEqual(4.5);
    expect(ratio('text-on-accent', 'accent-hover', half)).toBeGreaterThanOrEqual(4.5);
  });
});
