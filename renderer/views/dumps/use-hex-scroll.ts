import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { HEX_ROW_HEIGHT } from './hex-layout.ts';
import { clampTop, topShowing, type ScrollShape } from './scroll-model.ts';

export interface HexScroll {
  readonly shape: ScrollShape;
  readonly width: number;
  readonly top: number;
  readonly setTop: (top: number) => void;
  readonly showRow: (row: number) => void;
  /** A row far away comes to the middle, so that one sees what is around it. */
  readonly centreRow: (row: number) => void;
}

const LINE_PIXELS = 3 * HEX_ROW_HEIGHT;

/** Joins the scroll model to the element that the rows are drawn in. */
export function useHexScroll(element: RefObject<HTMLElement | null>, totalRows: number): HexScroll {
  const [size, setSize] = useState({ width: 0, viewport: 0 });
  const [wanted, setWanted] = useState(0);
  const shape: ScrollShape = { content: totalRows * HEX_ROW_HEIGHT, viewport: size.viewport };
  const now = useRef(shape);
  useLayoutEffect(() => {
    now.current = shape;
  });
  const setTop = useCallback((top: number) => setWanted(clampTop(now.current, top)), []);
  const showRow = useCallback(
    (row: number) =>
      setWanted((top) => topShowing(now.current, clampTop(now.current, top), row, HEX_ROW_HEIGHT)),
    [],
  );
  const centreRow = useCallback(
    (row: number) =>
      setWanted((top) => {
        const above = row * HEX_ROW_HEIGHT;
        const { viewport } = now.current;
        const isSeen = above >= top && above + HEX_ROW_HEIGHT <= top + viewport;
        return isSeen ? top : clampTop(now.current, above - Math.floor(viewport / 2));
      }),
    [],
  );

  useLayoutEffect(() => {
    const target = element.current;
    if (target === null) return undefined;
    const measure = () => setSize({ width: target.clientWidth, viewport: target.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(target);
    return () => observer.disconnect();
  }, [element]);

  useEffect(() => {
    const target = element.current;
    if (target === null) return undefined;
    // React's own listener is passive and could not keep the page still.
    const onWheel = (event: WheelEvent) => {
      if (event.ctrlKey) return;
      event.preventDefault();
      const unit = event.deltaMode === 0 ? 1 : event.deltaMode === 1 ? LINE_PIXELS : now.current.viewport;
      setWanted((top) => clampTop(now.current, clampTop(now.current, top) + event.deltaY * unit));
    };
    target.addEventListener('wheel', onWheel, { passive: false });
    return () => target.removeEventListener('wheel', onWheel);
  }, [element]);

  return { shape, width: size.width, top: clampTop(shape, wanted), setTop, showRow, centreRow };
}
