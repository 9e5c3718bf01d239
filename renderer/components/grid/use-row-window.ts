import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import {
  positionAfterScroll,
  positionAt,
  positionShowing,
  rowWindow,
  scrollHeight,
  type GridGeometry,
  type RowWindow,
  type ScrollPosition,
} from './row-window.ts';

export const ROW_HEIGHT = 24;
export const HEADER_HEIGHT = 28;
const START: ScrollPosition = { scrollTop: 0, virtualTop: 0 };

export interface ScrolledRows {
  /** To be given to the scrolling element. */
  readonly element: RefObject<HTMLDivElement | null>;
  readonly geometry: GridGeometry;
  readonly position: ScrollPosition;
  readonly window: RowWindow;
  readonly bodyHeight: number;
  readonly onScroll: () => void;
  readonly showRow: (row: number) => void;
  readonly toTop: () => void;
}

/** Joins the row model to a scrolling element; draws one screen more in either direction. */
export function useRowWindow(total: number): ScrolledRows {
  const element = useRef<HTMLDivElement>(null);
  const [viewport, setViewport] = useState(0);
  const [position, setPosition] = useState(START);
  const geometry: GridGeometry = { total, rowHeight: ROW_HEIGHT, viewport };
  const now = useRef({ geometry, position });
  useLayoutEffect(() => {
    now.current = { geometry, position };
  });

  useLayoutEffect(() => {
    const target = element.current;
    if (target === null) return undefined;
    const measure = () => setViewport(Math.max(0, target.clientHeight - HEADER_HEIGHT));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(target);
    return () => observer.disconnect();
  }, []);

  const apply = useCallback((next: ScrollPosition) => {
    const target = element.current;
    if (target !== null && Math.abs(target.scrollTop - next.scrollTop) > 0.5) {
      target.scrollTop = next.scrollTop;
    }
    now.current = { ...now.current, position: next };
    setPosition(next);
  }, []);
  const onScroll = useCallback(() => {
    const scrollTop = element.current?.scrollTop ?? 0;
    const { geometry: shape, position: before } = now.current;
    if (Math.abs(scrollTop - before.scrollTop) > 0.5) apply(positionAfterScroll(shape, before, scrollTop));
  }, [apply]);
  const showRow = useCallback(
    (row: number) => apply(positionShowing(now.current.geometry, now.current.position, row)),
    [apply],
  );
  const toTop = useCallback(() => apply(START), [apply]);

  // A table that became shorter (filter, closed rows) must not stay scrolled past its end.
  useEffect(() => {
    const shape = { total, rowHeight: ROW_HEIGHT, viewport };
    const clamped = positionAt(shape, now.current.position.virtualTop);
    if (clamped.virtualTop !== now.current.position.virtualTop) apply(clamped);
  }, [total, viewport, apply]);

  const overscan = Math.ceil(viewport / ROW_HEIGHT) + 4;
  return {
    element,
    geometry,
    position,
    window: rowWindow(geometry, position.virtualTop, overscan),
    bodyHeight: scrollHeight(geometry),
    onScroll,
    showRow,
    toTop,
  };
}
