import { useLayoutEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { useMessages } from '#renderer/components/messages.ts';
import { cellContents, cellLives, type DumpStrip } from '#shared/domain/dump-strip.ts';
import { contentInks, lifeInks } from './strip-inks.ts';
import { cellAfterKey, cellOf, cellOfLine, offsetOfCell } from './strip-model.ts';
import type { Inks } from './paint-hex.ts';

export interface StripMapProps {
  readonly strip: DumpStrip;
  readonly sizeBytes: number;
  readonly inks: Inks;
  /** First offset that is seen. */
  readonly offset: number;
  readonly onOffset: (offset: number) => void;
  readonly place: string;
}

const WIDTH = 30;

/** The whole dump at a glance: what its bytes look like on the left, what lives on the right. A slider. */
export function StripMap({ strip, sizeBytes, inks, offset, onOffset, place }: StripMapProps) {
  const { window: text } = useMessages();
  const field = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [height, setHeight] = useState(0);
  const shape = { cells: strip.contents.length, sizeBytes };
  const cell = cellOf(shape, offset);

  useLayoutEffect(() => {
    const target = field.current;
    if (target === null) return undefined;
    const observer = new ResizeObserver(() => setHeight(target.clientHeight));
    observer.observe(target);
    return () => observer.disconnect();
  }, []);
  useLayoutEffect(() => {
    const target = canvas.current;
    const context = target?.getContext('2d') ?? null;
    if (target === null || context === null || height === 0) return;
    const ratio = window.devicePixelRatio;
    const lines = Math.round(height * ratio);
    target.width = Math.round(WIDTH * ratio);
    target.height = lines;
    const half = Math.floor(target.width / 2);
    for (let line = 0; line < lines; line += 1) {
      const content = cellContents[cellOfLine(strip.contents, lines, line)] ?? 'nothing';
      const life = cellLives[cellOfLine(strip.lives, lines, line)] ?? 'none';
      context.fillStyle = inks[contentInks[content]];
      context.fillRect(0, line, half, 1);
      context.fillStyle = inks[lifeInks[life]];
      context.fillRect(half, line, target.width - half, 1);
    }
    const at = Math.round(((cell + 0.5) * lines) / strip.contents.length);
    context.fillStyle = inks.text;
    context.fillRect(0, Math.max(0, at - ratio), target.width, 2 * ratio);
  }, [strip, inks, height, cell]);

  const goTo = (event: PointerEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const share = (event.clientY - box.top) / box.height;
    onOffset(offsetOfCell(shape, Math.floor(share * shape.cells)));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const next = cellAfterKey(shape, cell, event.key);
    if (next === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    onOffset(offsetOfCell(shape, next));
  };
  const content = cellContents[strip.contents[cell] ?? 0] ?? 'nothing';
  const life = cellLives[strip.lives[cell] ?? 0] ?? 'none';
  return (
    <div
      ref={field}
      className="hex-strip"
      role="slider"
      tabIndex={0}
      aria-label={text.dumps.strip}
      aria-orientation="vertical"
      aria-valuemin={0}
      aria-valuemax={shape.cells - 1}
      aria-valuenow={cell}
      aria-valuetext={text.dumps.stripPlace(place, text.dumps.contents[content], text.dumps.lives[life])}
      title={text.dumps.stripPlace(place, text.dumps.contents[content], text.dumps.lives[life])}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        goTo(event);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) goTo(event);
      }}
    >
      <canvas ref={canvas} aria-hidden="true" />
    </div>
  );
}
