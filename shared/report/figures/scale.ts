/** A straight scale from amounts to points on paper. */
export interface Scale {
  readonly at: (value: number) => number;
  /** Round values within the domain, zero among them where it lies inside. */
  readonly ticks: readonly number[];
  /** Distance of two ticks. */
  readonly step: number;
}

/** @param domain `[low, high]` with low < high; @param range points that they fall on. */
export function linearScale(
  domain: readonly [number, number],
  range: readonly [number, number],
  tickTarget: number,
): Scale {
  const [low, high] = domain;
  const step = roundStep((high - low) / tickTarget);
  const first = Math.ceil(low / step);
  const last = Math.floor(high / step);
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
  const perUnit = (range[1] - range[0]) / (high - low);
  return { at: (value) => range[0] + (value - low) * perUnit, ticks, step };
}

/** The next of 1, 2, 5 times a power of ten. */
function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= rough) ?? 10;
  return factor * power;
}
