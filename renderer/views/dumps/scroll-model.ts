/** Position in a view that is taller than any element: whole pixels from its top, exact to 2^53. */

export interface ScrollShape {
  /** Pixels of all rows. */
  readonly content: number;
  /** Pixels that are seen, and those of the bar's track. */
  readonly viewport: number;
}

const SMALLEST_THUMB = 28;

export function lastTop({ content, viewport }: ScrollShape): number {
  return Math.max(0, content - viewport);
}

export function clampTop(shape: ScrollShape, top: number): number {
  return Math.max(0, Math.min(lastTop(shape), Math.round(top)));
}

/** The nearest position that shows a row whole. */
export function topShowing(shape: ScrollShape, top: number, row: number, rowHeight: number): number {
  const above = row * rowHeight;
  if (above < top) return clampTop(shape, above);
  return clampTop(shape, Math.max(top, above + rowHeight - shape.viewport));
}

export interface Thumb {
  readonly top: number;
  readonly height: number;
}

export function thumbOf(shape: ScrollShape, top: number): Thumb {
  const { content, viewport } = shape;
  const height = Math.min(viewport, Math.max(SMALLEST_THUMB, (viewport * viewport) / Math.max(1, content)));
  const room = viewport - height;
  const last = lastTop(shape);
  return { top: last === 0 ? 0 : (top / last) * room, height };
}

/** Where a thumb that was moved by so many pixels leads; `fineness` divides the way. */
export function topAfterDrag(shape: ScrollShape, from: number, moved: number, fineness: number): number {
  const room = shape.viewport - thumbOf(shape, 0).height;
  if (room <= 0) return 0;
  return clampTop(shape, from + (moved / room / fineness) * lastTop(shape));
}

/** Alt makes it fine, and so does moving away from the bar sideways. */
export function fineness(hasAlt: boolean, sideways: number): number {
  const far = Math.abs(sideways);
  const byDistance = far > 300 ? 1000 : far > 160 ? 100 : far > 60 ? 10 : 1;
  return hasAlt ? Math.max(100, byDistance) : byDistance;
}
