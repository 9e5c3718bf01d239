/** What a detector is: it finds values in a text, each with its class. Shapes alone are not enough: most check. */

/** In the order of the redaction log; where two overlap, the earlier one names the value. */
export const redactionClasses = [
  'key',
  'secret',
  'token',
  'cookie',
  'session',
  'email',
  'id-card',
  'bank-card',
  'imei',
  'imsi',
  'phone',
  'person',
  'account',
  'user',
  'host',
  'mac',
  'ipv6',
  'ipv4',
  'query',
  'word',
] as const;
export type RedactionClass = (typeof redactionClasses)[number];

/** `[start, end)` in UTF-16 units. */
export interface Finding {
  readonly class: RedactionClass;
  readonly start: number;
  readonly end: number;
}

/** Takes time linear in the text, also where a stranger chose it. */
export type Detector = (text: string) => Iterable<Finding>;

/** How much text before a value `accepts` is given. */
const CONTEXT = 40;

/**
 * Finds by shape: the pattern matches the value itself and only that; what tells it apart stands in look-arounds
 * of bounded length.
 * @param accepts false for what has the shape but is something else; `before` is the text just before the value
 */
export function byShape(
  kind: RedactionClass,
  pattern: RegExp,
  accepts: (value: string, before: string) => boolean = () => true,
): Detector {
  return function* find(text) {
    for (const match of text.matchAll(pattern)) {
      const [value] = match;
      const start = match.index;
      if (value !== '' && accepts(value, text.slice(Math.max(0, start - CONTEXT), start))) {
        yield { class: kind, start, end: start + value.length };
      }
    }
  };
}
