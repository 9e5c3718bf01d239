import { useRef, type PointerEvent } from 'react';
import { fineness, thumbOf, topAfterDrag, type ScrollShape } from './scroll-model.ts';

export interface HexScrollBarProps {
  readonly shape: ScrollShape;
  readonly top: number;
  readonly onTop: (top: number) => void;
  readonly label: string;
  /** The place in words. */
  readonly valueText: string;
  readonly controls: string;
}

interface Drag {
  readonly y: number;
  readonly top: number;
  /** Steps of fineness start anew where the last one ended, so that the view does not jump. */
  readonly fineness: number;
}

/** The thumb goes all the way; Alt or moving away sideways slows it down, a click turns a page, Shift+click leads there. */
export function HexScrollBar({ shape, top, onTop, label, valueText, controls }: HexScrollBarProps) {
  const track = useRef<HTMLDivElement>(null);
  const drag = useRef<Drag | null>(null);
  const thumb = thumbOf(shape, top);

  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return;
    const y = event.clientY - event.currentTarget.getBoundingClientRect().top;
    const isOnThumb = y >= thumb.top && y < thumb.top + thumb.height;
    if (!isOnThumb && !event.shiftKey) {
      onTop(top + (y < thumb.top ? -shape.viewport : shape.viewport));
      return;
    }
    const from = isOnThumb ? top : topAfterDrag(shape, 0, y - thumb.height / 2, 1);
    onTop(from);
    drag.current = { y: event.clientY, top: from, fineness: 1 };
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    const now = drag.current;
    const box = track.current?.getBoundingClientRect();
    if (now === null || box === undefined) return;
    const outside = Math.max(box.left - event.clientX, event.clientX - box.right, 0);
    const wanted = fineness(event.altKey, outside);
    if (wanted === now.fineness) onTop(topAfterDrag(shape, now.top, event.clientY - now.y, wanted));
    else drag.current = { y: event.clientY, top, fineness: wanted };
  };
  const release = () => {
    drag.current = null;
  };

  return (
    <div
      ref={track}
      className="hex-bar"
      role="scrollbar"
      aria-label={label}
      aria-controls={controls}
      aria-orientation="vertical"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round((top / Math.max(1, shape.content - shape.viewport)) * 100)}
      aria-valuetext={valueText}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={release}
      onPointerCancel={release}
    >
      <svg className="hex-thumb" aria-hidden="true">
        <rect x="4" width="12" y={thumb.top} height={thumb.height} rx="4" />
      </svg>
    </div>
  );
}
