/**
 * The row model of long tables. Position is a pixel in row space (`virtualTop`), which may be longer than
 * an element can be (16.7 million pixels at a device pixel ratio of 2): beyond the limit the scroll bar is
 * scaled, the wheel is not.
 */

/** Below every browser's limit at a device pixel ratio of 2. */
export const MAX_SCROLL_PX = 12_000_000;

export interface GridGeometry {
  readonly total: number;
  readonly rowHeight: number;
  /** Height of the visible rows in pixels, without the header. */
  readonly viewport: number;
}

export interface ScrollPosition {
  /** What the element's scroll bar says. */
  readonly scrollTop: number;
  /** Pixel of row space at the upper edge of the visible rows. */
  readonly virtualTop: number;
}

export interface RowWindow {
  /** First row to draw, and the row after the last. */
  readonly first: number;
  readonly end: number;
}

function contentHeight({ total, rowHeight }: GridGeometry): number {
  return total * rowHeight;
}

/** Height of the element that the scroll bar measures. */
export function scrollHeight(geometry: GridGeometry): number {
  return Math.min(contentHeight(geometry), MAX_SCROLL_PX);
}

function clampTop(geometry: GridGeometry, top: number): number {
  return Math.min(Math.max(0, top), Math.max(0, contentHeight(geometry) - geometry.viewport));
}

/** Pixels of row space for one pixel of the scroll bar; 1 for all but giant tables. */
function ratio(geometry: GridGeometry): number {
  const bar = scrollHeight(geometry) - geometry.viewport;
  return bar <= 0 ? 1 : Math.max(1, (contentHeight(geometry) - geometry.viewport) / bar);
}

/** The position that shows a pixel of row space at the upper edge. */
export function positionAt(geometry: GridGeometry, top: number): ScrollPosition {
  const virtualTop = clampTop(geometry, top);
  return { virtualTop, scrollTop: virtualTop / ratio(geometry) };
}

/**
 * The position after the element scrolled by itself. Short moves (wheel, touch) count one to one; long
 * ones (the thumb) in proportion.
 */
export function positionAfterScroll(
  geometry: GridGeometry,
  before: ScrollPosition,
  scrollTop: number,
): ScrollPosition {
  const scale = ratio(geometry);
  if (scale === 1) return { scrollTop, virtualTop: clampTop(geometry, scrollTop) };
  const moved = scrollTop - before.scrollTop;
  const atEnd = scrollTop <= 0 || scrollTop >= scrollHeight(geometry) - geometry.viewport - 1;
  if (!atEnd && Math.abs(moved) < geometry.viewport) return positionAt(geometry, before.virtualTop + moved);
  return positionAt(geometry, scrollTop * scale);
}

/** The position nearest to the present one that shows a whole row. */
export function positionShowing(geometry: GridGeometry, now: ScrollPosition, row: number): ScrollPosition {
  const top = row * geometry.rowHeight;
  if (top < now.virtualTop) return positionAt(geometry, top);
  const lowest = top + geometry.rowHeight - geometry.viewport;
  return lowest > now.virtualTop ? positionAt(geometry, lowest) : now;
}

/** Rows to draw: those that are seen and `overscan` more on either side. */
export function rowWindow(geometry: GridGeometry, virtualTop: number, overscan: number): RowWindow {
  const first = Math.floor(virtualTop / geometry.rowHeight) - overscan;
  const end = Math.ceil((virtualTop + geometry.viewport) / geometry.rowHeight) + overscan;
  return { first: Math.max(0, first), end: Math.min(geometry.total, Math.max(0, end)) };
}

/** Where a row is drawn within the element, in pixels. */
export function rowTop(geometry: GridGeometry, now: ScrollPosition, row: number): number {
  return now.scrollTop + (row * geometry.rowHeight - now.virtualTop);
}
