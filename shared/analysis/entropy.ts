/** Shannon's measure of a histogram of bytes: bits per byte, 0 to 8. @param total the sum of the histogram, not 0 */
export function entropyOf(histogram: Float64Array, total: number): number {
  let bits = 0;
  for (const value of histogram) if (value > 0) bits -= (value / total) * Math.log2(value / total);
  return bits;
}
