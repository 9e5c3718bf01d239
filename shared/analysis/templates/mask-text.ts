/** Text with its variable parts replaced: what stays is what a program's author wrote. */

/** In the order in which they are tried at each place. */
const parts = [
  ['<time>', String.raw`\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?`],
  ['<time>', String.raw`\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ \d]\d \d{2}:\d{2}:\d{2}`],
  ['<uuid>', String.raw`\b[\da-fA-F]{8}-(?:[\da-fA-F]{4}-){3}[\da-fA-F]{12}\b`],
  ['<mac>', String.raw`\b[\da-fA-F]{2}(?::[\da-fA-F]{2}){5}\b`],
  ['<ip>', String.raw`\b\d{1,3}(?:\.\d{1,3}){3}\b`],
  ['<ip>', String.raw`\b[\da-fA-F]{1,4}(?:::?[\da-fA-F]{1,4}){3,7}\b`],
  ['<text>', String.raw`"[^"]{0,400}"|'[^' ][^']{0,400}'`],
  ['<hex>', String.raw`\b0[xX][\da-fA-F]+\b`],
  ['<hex>', String.raw`\b(?=[a-fA-F]{0,63}\d)(?=\d{0,63}[a-fA-F])[\da-fA-F]{8,64}\b`],
  ['<n>', String.raw`\d+(?:\.\d+)?`],
] as const;

const any = new RegExp(parts.map(([, pattern]) => `(${pattern})`).join('|'), 'g');

/** Longer texts are known by their beginning. */
export const LONGEST = 400;

export function maskText(text: string): string {
  return text.slice(0, LONGEST).replaceAll(any, (...groups: unknown[]) => {
    const at = parts.findIndex((_, index) => groups[index + 1] !== undefined);
    return parts[at]?.[0] ?? '';
  });
}
