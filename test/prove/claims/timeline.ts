/** P9: a timeline of eight million samples in a real browser, beside plotly that is given all of them. */
import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { createApp } from '#electron/app.ts';
import { pageDirectory } from '#electron/platform/places.ts';
import { startWeb, type WebHost } from '#electron/web.ts';
import type { WholeTimeline } from '#electron/jobs/timeline/read-timeline.ts';
import { toChoice, type WholeLane } from '#shared/analysis/timeline/lanes.ts';
import type { TimeRange } from '#shared/domain/timeline.ts';
import { MiB } from '#shared/units/bytes.ts';
import { buildPage } from '#test/support/built-page.ts';
import { launchChromium } from '#test/support/chromium.ts';
import { laneSamples, longSeries } from '../generate/long-series.ts';
import type { Answer, Claim, Cost } from '../harness/claim.ts';
import { projectRoot } from '../harness/measure.ts';
import { provePlatform } from '../harness/platform.ts';

const TARGET = 'gw-a';
const SEED = 9;
/** Pixels; plotly writes two decimals. */
const TOLERANCE = 0.011;
/** Between two keys, so that what comes next may be asked for ahead. */
const PAUSE_MS = 250;
/** Presses that end where they began. */
const zoomKeys = ['+', '+', '+', '-', '+', '-', '-', '-'] as const;

export const timelineClaim: Claim = {
  id: 'P9',
  promise:
    'a timeline of 8 lanes with 1,000,000 samples each: drawn at most 300 ms after the key, with plotly loaded; a zoom at most 50 ms; least and largest of every pixel as in the raw data',
  sabotage: 'one spike of one sample is left out',
  peers: {},
  async prepare({ scale, sabotage, inputs, note }) {
    await buildPage();
    const length = scale === 'tiny' ? 20_000 : 1_000_000;
    note(`making ${8 * length} samples`);
    const { lanes, windows, spikes } = longSeries(TARGET, length, SEED);
    const shown = sabotage ? withoutSpike(lanes) : lanes;
    const platform = provePlatform(inputs);
    const casePath = join(projectRoot, 'build/sample/two-appliances.memcase');
    const app = createApp(platform, { jobs: { readTimeline: () => timelineOf(shown, windows) } });
    const host = await startWeb({ platform, casePath, app });
    const browser = await launchChromium();
    let zoomed: Page | undefined;
    let presses = 0;
    return {
      inputs: [
        `8 lanes of ${length} samples of one target, ${spikes} spikes of one sample, as the service holds them after it read a case`,
        'Chromium, headless, without a GPU, 1280×800; plotly is loaded before the clock starts',
      ],
      async answers() {
        const page = await showTimeline(browser, host);
        await press(page, 'Control+7');
        const whole = await compareDrawn(page, lanes, 'whole');
        await page.getByRole('application').focus();
        for (let i = 0; i < 4; i += 1) await press(page, '+');
        const part = await compareDrawn(page, lanes, 'zoomed in four times');
        await page.context().close();
        return [...whole, ...part];
      },
      rows: () => [
        {
          name: 'key pressed to drawn',
          ours: {
            name: 'reduced beside the data, asked for over the WebSocket, plotly as SVG',
            run: async () => {
              const page = await showTimeline(browser, host);
              const cost = await press(page, 'Control+7');
              await page.context().close();
              return cost;
            },
          },
          peer: {
            name: 'plotly (SVG) with all samples, in the same browser, samples in its page already',
            run: async () => {
              const page = await showTimeline(browser, host);
              const wallMs = await page.evaluate(drawRaw, length);
              await page.context().close();
              return { wallMs };
            },
          },
          limits: { wallMs: 300 },
        },
        {
          name: 'zoom: key pressed to drawn',
          ours: {
            name: `keys + and -, in and out again, ${PAUSE_MS} ms between two of them`,
            run: async () => {
              if (zoomed === undefined) {
                zoomed = await showTimeline(browser, host);
                await press(zoomed, 'Control+7');
                await zoomed.getByRole('application').focus();
              }
              const key = zoomKeys[presses % zoomKeys.length] ?? '+';
              presses += 1;
              await zoomed.waitForTimeout(PAUSE_MS);
              return press(zoomed, key);
            },
          },
          limits: { wallMs: 50 },
        },
      ],
      close: () => {
        void browser.close();
        void host.close();
      },
    };
  },
};

function timelineOf(lanes: readonly WholeLane[], windows: WholeTimeline['windows']): WholeTimeline {
  const snapshots = windows.from.length;
  return {
    lanes,
    windows,
    overview: {
      range: { from: windows.from[0] ?? 0, to: windows.to.at(-1) ?? 1 },
      targets: [{ name: TARGET, snapshots, clock: null }],
      events: [],
      choices: lanes.map(toChoice),
      chosen: lanes.map(({ id }) => id),
    },
  };
}

/** The largest sample of the third lane at the height of its neighbour. */
function withoutSpike(lanes: readonly WholeLane[]): WholeLane[] {
  return lanes.map((lane, index) => {
    const own = lane.byTarget.get(TARGET);
    if (index !== 2 || own === undefined) return lane;
    const values = own.values.slice();
    const largest = values.reduce((most, value, i) => (value > (values[most] ?? 0) ? i : most), 0);
    values[largest] = values[largest + 1] ?? values[largest - 1] ?? 0;
    return { ...lane, byTarget: new Map([[TARGET, laneSamples(own.times, values)]]) };
  });
}

function plotlyUrl(): string {
  const [path = ''] = globSync(join(pageDirectory, 'assets/plotly*.js'));
  return `/assets/${basename(path)}`;
}

/** A window of its own on the overview, plotly loaded. */
async function showTimeline(browser: Browser, host: WebHost): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-US' });
  const page = await context.newPage();
  await page.goto(host.newUrl());
  await page.getByRole('treegrid').waitFor();
  // As text: a test runner would put its own import in the place of this one.
  await page.evaluate(`import('${plotlyUrl()}').then((module) => { window.plotly = module.default; })`);
  // What else the page asks for at its start has come.
  await page.waitForTimeout(500);
  return page;
}

/** From the key to the frame in which the chart shows another range; by the page's clock. */
async function press(page: Page, key: string): Promise<Cost> {
  const drawn = page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let pressed = 0;
        const pressedNow = (): void => {
          pressed = performance.now();
        };
        window.addEventListener('keydown', pressedNow, { capture: true });
        const plot = () => document.querySelector('.timeline-plot');
        const before = plot()?.getAttribute('data-drawn');
        const observer = new MutationObserver(() => {
          // Axes without lines come first, and the same range may be drawn again.
          if (plot()?.querySelector('.js-line') === null) return;
          if (plot()?.getAttribute('data-drawn') === before) return;
          observer.disconnect();
          window.removeEventListener('keydown', pressedNow, { capture: true });
          requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - pressed)));
        });
        observer.observe(document.body, {
          subtree: true,
          childList: false,
          attributes: true,
          attributeFilter: ['data-drawn'],
        });
      }),
  );
  // The observer is there before the key is.
  await page.evaluate(() => undefined);
  await page.keyboard.press(key);
  return { wallMs: await drawn };
}

interface Drawn {
  readonly range: TimeRange;
  readonly width: number;
  /** Of each lane: x and y in turns, pixels. */
  readonly paths: readonly (readonly number[])[];
}

async function compareDrawn(page: Page, lanes: readonly WholeLane[], what: string): Promise<Answer[]> {
  const { range, width, paths } = await page.evaluate((): Drawn => {
    const plot = document.querySelector('.timeline-plot');
    const [from = 0, to = 0] = (plot?.getAttribute('data-drawn') ?? '').split(' ').map(Number);
    const lines = [...(plot?.querySelectorAll('.js-line') ?? [])].map((line) =>
      (line.getAttribute('d') ?? '').split(/[ML,]/).filter(Boolean).map(Number),
    );
    const room = document.querySelector('.timeline-chart')?.clientWidth ?? 0;
    // A forecast is a line of two points.
    return { range: { from, to }, width: room - 100, paths: lines.filter(({ length }) => length > 8) };
  });
  return lanes.map((lane, index) => {
    const own = lane.byTarget.get(TARGET);
    const expected = own === undefined ? [] : extremes(own.times, own.values, range, width);
    return {
      what: `${what}: ${lane.label}, least and largest of ${width} pixels, as drawn`,
      ours: differences(paths[index] ?? [], expected),
      expected: `${expected.length} points in their places`,
      source: 'all samples',
    };
  });
}

interface Point {
  readonly x: number;
  readonly value: number;
}

/** The plain way: every sample into its pixel. */
function extremes(times: Float64Array, values: Float64Array, range: TimeRange, width: number): Point[] {
  const columns = new Map<number, { least: number; largest: number }>();
  times.forEach((at, i) => {
    if (at < range.from || at > range.to) return;
    const pixel = Math.floor(((at - range.from) * width) / (range.to - range.from));
    const column = columns.get(pixel) ?? { least: i, largest: i };
    columns.set(pixel, column);
    if ((values[i] ?? 0) < (values[column.least] ?? 0)) column.least = i;
    if ((values[i] ?? 0) > (values[column.largest] ?? 0)) column.largest = i;
  });
  return [...columns.values()]
    .flatMap(({ least, largest }) => [...new Set([least, largest])].toSorted((one, other) => one - other))
    .map((i) => ({
      x: (((times[i] ?? 0) - range.from) * width) / (range.to - range.from),
      value: values[i] ?? 0,
    }));
}

/** Heights are measured on the lowest and highest point; all others must then lie where their values say. */
function differences(path: readonly number[], expected: readonly Point[]): string {
  const drawn = Array.from({ length: path.length / 2 }, (_, i) => ({
    x: path[2 * i] ?? NaN,
    y: path[2 * i + 1] ?? NaN,
  }));
  const right = `${expected.length} points in their places`;
  // Neighbours of the range, and where lines to them are cut, come before and behind what is compared.
  const found = [0, 1, 2].map((before) => differing(drawn.slice(before, before + expected.length), expected));
  return found.includes(null) ? right : `${drawn.length} points of ${expected.length}: ${found.join('; ')}`;
}

/** Null where all points are where they should be. */
function differing(points: readonly { x: number; y: number }[], expected: readonly Point[]): string | null {
  const [low, high] = extent(expected.map(({ value }) => value));
  const [top, bottom] = extent(points.map(({ y }) => y));
  const wrong = expected.findIndex(({ x, value }, i) => {
    const y = bottom - ((value - low) / (high - low)) * (bottom - top);
    const point = points[i];
    return point === undefined || Math.abs(point.x - x) > TOLERANCE || Math.abs(point.y - y) > 2 * TOLERANCE;
  });
  if (wrong === -1) return null;
  const { x = NaN, value = NaN } = expected[wrong] ?? {};
  return `number ${wrong} (${(value / MiB).toFixed(1)} MiB) is not at pixel ${x.toFixed(2)}`;
}

function extent(values: readonly number[]): [number, number] {
  return values.reduce<[number, number]>(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Infinity, -Infinity],
  );
}

/** In the page: plotly draws all samples itself. */
async function drawRaw(length: number): Promise<number> {
  const { plotly } = window as unknown as {
    plotly: {
      newPlot: (element: Element, data: object[], layout: object, config: object) => Promise<unknown>;
    };
  };
  const element = document.createElement('div');
  document.body.replaceChildren(element);
  const x = Float64Array.from({ length }, (_, i) => i);
  const data = Array.from({ length: 8 }, (_, lane) => ({
    type: 'scatter',
    mode: 'lines',
    x,
    y: Float64Array.from({ length }, (_v, i) => Math.sin(i / 1000 + lane) + Math.random()),
    yaxis: lane === 0 ? 'y' : `y${lane + 1}`,
  }));
  const axes = Object.fromEntries(
    data.map((_, lane) => [
      lane === 0 ? 'yaxis' : `yaxis${lane + 1}`,
      { domain: [lane / 8, (lane + 0.9) / 8] },
    ]),
  );
  const start = performance.now();
  // Its bar of buttons is what the page's content policy refuses.
  const layout = { width: 1100, height: 832, showlegend: false, ...axes };
  await plotly.newPlot(element, data, layout, { displayModeBar: false });
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  return performance.now() - start;
}
