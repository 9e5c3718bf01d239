/** SVG as text, from numbers and words. Words may come from evidence: they are escaped here and nowhere else. */

export type Attributes = Readonly<Record<string, string | number>>;

/** `<name a="1">…</name>`; attribute values and text children are escaped, children that are elements are not. */
export function element(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const pairs = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(toText(value))}"`);
  return `<${name}${pairs.join('')}>${children.join('')}</${name}>`;
}

export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** Coordinates to a hundredth: enough for paper, and the same digits on every machine. */
function toText(value: string | number): string {
  return typeof value === 'number' ? String(Math.round(value * 100) / 100) : value;
}

export interface LabelStyle {
  readonly size?: number;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly bold?: boolean;
  readonly fill?: string;
}

export function label(x: number, y: number, text: string, style: LabelStyle = {}): string {
  return element(
    'text',
    {
      x,
      y,
      'font-family': 'Noto Sans SC',
      'font-size': style.size ?? 8.5,
      'text-anchor': style.anchor ?? 'start',
      'font-weight': style.bold === true ? 700 : 400,
      fill: style.fill ?? '#1a1a1a',
    },
    escapeXml(text),
  );
}

export function rectangle(x: number, y: number, width: number, height: number, fill: Attributes): string {
  return element('rect', { x, y, width, height, ...fill });
}

export function line(x1: number, y1: number, x2: number, y2: number, stroke: Attributes): string {
  return element('line', { x1, y1, x2, y2, ...stroke });
}

/**
 * Width of a text in ems, about: CJK and full-width forms are 1, all else 0.53 on the average of Noto Sans.
 * Good enough to decide what to shorten.
 */
export function textWidthEm(text: string): number {
  let width = 0;
  for (const character of text) width += /[\u1100-\uffef\u{20000}-\u{3ffff}]/u.test(character) ? 1 : 0.53;
  return width;
}

/** Shortens with `…` to at most `ems`. */
export function fitText(text: string, ems: number): string {
  if (textWidthEm(text) <= ems) return text;
  const kept: string[] = [];
  let width = 1;
  for (const character of text) {
    width += textWidthEm(character);
    if (width > ems) break;
    kept.push(character);
  }
  return `${kept.join('')}…`;
}
