// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { drawWaterfall, FIGURE_WIDTH, type WaterfallStep } from '#shared/report/figures/waterfall.ts';
import { linearScale } from '#shared/report/figures/scale.ts';

const MiB = 1024 * 1024;
const legend = { 'more-a': 'more on a', 'more-b': 'more on b', residual: 'not accounted for' };

function step(label: string, mib: number, kind: WaterfallStep['kind'] = 'part'): WaterfallStep {
  return { label, deltaBytes: mib * MiB, kind, share: '' };
}

function draw(steps: readonly WaterfallStep[], signed = true): XMLDocument {
  const svg = new DOMParser().parseFromString(drawWaterfall({ steps, legend, signed }), 'image/svg+xml');
  expect(svg.querySelector('parsererror')).toBeNull();
  return svg;
}

interface Bar {
  readonly left: number;
  readonly right: number;
  readonly fill: string;
}

/** Bars are the rectangles of the rows: all of one height, below the legend. */
function bars(svg: XMLDocument): Bar[] {
  return [...svg.querySelectorAll('svg > rect')]
    .filter((rect) => rect.getAttribute('height') === '12')
    .map((rect) => {
      const left = Number(rect.getAttribute('x'));
      return {
        left,
        right: left + Number(rect.getAttribute('width')),
        fill: rect.getAttribute('fill') ?? '',
      };
    });
}

describe('the waterfall', () => {
  const svg = draw([
    step('one', 200),
    step('two', 100),
    step('three', -50),
    step('rest', 10, 'residual'),
    step('all', 260, 'total'),
  ]);
  const drawn = bars(svg);

  it('starts each bar where the one before ended, and the total at zero', () => {
    const [one, two, three, rest, all] = drawn as [Bar, Bar, Bar, Bar, Bar];
    expect(two.left).toBeCloseTo(one.right, 1);
    expect(three.right).toBeCloseTo(two.right, 1);
    expect(rest.left).toBeCloseTo(three.left, 1);
    expect(all.left).toBeCloseTo(one.left, 1);
    expect(all.right).toBeCloseTo(rest.right, 1);
  });

  it('keeps lengths in proportion', () => {
    const lengths = drawn.map(({ left, right }) => right - left);
    expect(lengths[0]! / lengths[1]!).toBeCloseTo(2, 2);
    expect(lengths[1]! / lengths[2]!).toBeCloseTo(2, 2);
    expect(lengths[4]! / lengths[1]!).toBeCloseTo(2.6, 2);
  });

  it('tells sides apart by pattern, not by colour alone', () => {
    expect(drawn.map(({ fill }) => fill)).toEqual([
      '#1f4e8c',
      '#1f4e8c',
      'url(#hatch)',
      'url(#dots)',
      '#1a1a1a',
    ]);
    expect(svg.querySelectorAll('pattern')).toHaveLength(2);
  });

  it('writes signed amounts in one unit, and zero on the axis', () => {
    const texts = [...svg.querySelectorAll('text')].map((text) => text.textContent);
    expect(texts).toEqual(expect.arrayContaining(['+200.0 MiB', '−50.0 MiB', '+260.0 MiB', '0', 'MiB']));
  });

  it('stays inside its paper', () => {
    for (const { left, right } of drawn) {
      expect(left).toBeGreaterThanOrEqual(0);
      expect(right).toBeLessThanOrEqual(FIGURE_WIDTH);
    }
  });
});

it('draws a gap that is negative, and one that is nothing', () => {
  const negative = bars(draw([step('one', -30), step('two', 10), step('all', -20, 'total')]));
  expect(negative[0]!.left).toBeLessThan(negative[2]!.left);
  expect(negative[0]!.right).toBeCloseTo(negative[2]!.right, 1);
  expect(bars(draw([step('all', 0, 'total')]))).toHaveLength(1);
});

it('shows hostile labels as text', () => {
  const name = '</text><script>alert(1)</script>&"';
  const svg = draw([step(name.slice(0, 20), 3), step('all', 3, 'total')]);
  expect(svg.querySelector('script')).toBeNull();
  expect([...svg.querySelectorAll('text')].map((text) => text.textContent).join('\n')).toContain(
    '</text><script',
  );
});

it.each([
  [[0, 300], 8, 50],
  [[0, 1], 5, 0.2],
  [[-40, 10], 8, 10],
  [[0, 7], 7, 1],
] as const)('puts round ticks into %j', ([low, high], target, step_) => {
  const scale = linearScale([low, high], [0, 100], target);
  expect(scale.step).toBeCloseTo(step_, 10);
  expect(scale.ticks.some((tick) => Math.abs(tick) < 1e-9)).toBe(true);
  expect(scale.at(low)).toBe(0);
  expect(scale.at(high)).toBe(100);
});
