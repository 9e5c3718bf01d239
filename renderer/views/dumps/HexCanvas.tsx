/**
 * The bytes of a dump: a canvas that is as large as what is seen, its own scroll bar, and the few cells that a screen
 * reader reads instead of it.
 */
import {
  useCallback,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type PointerEvent,
} from 'react';
import { useMessages } from '#renderer/components/messages.ts';
import type { DumpBlocks } from '#renderer/rpc/dump-blocks.ts';
import { useDumpChunks, useDumpStrip } from '#renderer/rpc/use-dump-layout.ts';
import type { ChunkState } from '#shared/domain/heap.ts';
import { moveHexCursor, cursorAt, selectedBytes, type HexCursor } from './hex-cursor.ts';
import { addressText, columnAt, hexLayout, HEX_ROW_HEIGHT } from './hex-layout.ts';
import { cellId, HexMirror } from './HexMirror.tsx';
import { rowAt, rowOf, ROW_BYTES, type HexRow, type HexRows } from './hex-rows.ts';
import { HexScrollBar } from './HexScrollBar.tsx';
import { inkNames, paintHex } from './paint-hex.ts';
import { StripMap } from './StripMap.tsx';
import { useHexScroll } from './use-hex-scroll.ts';
import { usePalette } from './use-palette.ts';

export interface HexCanvasProps {
  readonly caseHandle: string;
  readonly dump: number;
  readonly label: string;
  readonly rows: HexRows;
  readonly start: bigint;
  readonly blocks: DumpBlocks;
  /** Changes when bytes came. */
  readonly version: number;
  readonly cursor: HexCursor;
  readonly onCursor: (cursor: HexCursor) => void;
  readonly chunkText: (state: ChunkState, size: number) => string;
  readonly foldText: (row: HexRow) => string;
  /** Enter or a double click on a fold. */
  readonly onUnfold: (row: HexRow) => void;
  /** Keys that are the view's; tells whether it took the key. */
  readonly onKey: (event: KeyboardEvent) => boolean;
}

/** Read before and behind what is seen, so that a page more is there. */
const AHEAD_ROWS = 128;

export function HexCanvas(props: HexCanvasProps) {
  const { rows, start, blocks, version, cursor, onCursor, chunkText, foldText } = props;
  const { window: text } = useMessages();
  const id = useId();
  const field = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const { palette, probe } = usePalette();
  const scroll = useHexScroll(field, rows.total);
  const [hasFocus, setHasFocus] = useState(false);
  const { top, width, shape, centreRow, showRow } = scroll;
  const layout = hexLayout(palette?.characterWidth ?? 8, start + BigInt(rows.sizeBytes));
  const bytesAt = useCallback((offset: number, length: number) => blocks.bytesAt(offset, length), [blocks]);

  const ranges = useMemo(() => rangesAround(rows, top, shape.viewport), [rows, top, shape.viewport]);
  useEffect(() => blocks.want(ranges), [blocks, ranges]);
  const chunks = useDumpChunks(props.caseHandle, props.dump, ranges);
  const strip = useDumpStrip(props.caseHandle, props.dump).data;
  // The cursor stays in sight, also when it was put somewhere from outside.
  useEffect(() => centreRow(rowOf(rows, cursor.offset)), [rows, cursor.offset, centreRow, shape.viewport]);

  useLayoutEffect(() => {
    const target = canvas.current;
    const context = target?.getContext('2d') ?? null;
    if (target === null || context === null || palette === null) return;
    const ratio = window.devicePixelRatio;
    const [wide, high] = [Math.round(width * ratio), Math.round(shape.viewport * ratio)];
    if (target.width !== wide) target.width = wide;
    if (target.height !== high) target.height = high;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const waiting = paintHex(context, {
      ...{ rows, start, layout, width, top, bytesAt, hasFocus, chunks, chunkText, foldText },
      ...{ inks: palette.inks, font: palette.font, height: shape.viewport },
      ...{ cursor: cursor.offset, selection: selectedBytes(cursor) },
    });
    target.dataset['waiting'] = String(waiting);
    target.dataset['chunks'] = String(chunks.length);
    // Bytes that came (version) are painted like everything else that changed.
  }, [
    rows,
    start,
    layout,
    width,
    top,
    bytesAt,
    hasFocus,
    shape,
    palette,
    cursor,
    version,
    chunks,
    chunkText,
    foldText,
  ]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.altKey) return;
    const ctrl = event.ctrlKey || event.metaKey;
    const page = Math.max(1, Math.floor(shape.viewport / HEX_ROW_HEIGHT) - 1);
    const next = moveHexCursor(rows, cursor, { key: event.key, ctrl, shift: event.shiftKey, page });
    const row = rowAt(rows, rowOf(rows, cursor.offset));
    if (next !== undefined) {
      onCursor(next);
      showRow(rowOf(rows, next.offset));
    } else if (event.key === 'Enter' && row !== undefined && row.fold !== null) props.onUnfold(row);
    else if (!props.onKey(event)) return;
    event.preventDefault();
  };
  const placeAt = (event: PointerEvent): number | undefined => {
    const box = field.current?.getBoundingClientRect();
    if (box === undefined) return undefined;
    const index = Math.floor((event.clientY - box.top + top) / HEX_ROW_HEIGHT);
    const row = rowAt(rows, Math.max(0, Math.min(rows.total - 1, index)));
    if (row === undefined) return undefined;
    if (row.fold !== null) return row.offset;
    return row.offset + Math.min(row.length - 1, columnAt(layout, event.clientX - box.left));
  };
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    const offset = placeAt(event);
    if (event.button !== 0 || offset === undefined) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    onCursor(cursorAt(rows, offset, event.shiftKey ? (cursor.anchor ?? cursor.offset) : null));
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const offset = placeAt(event);
    if (offset === undefined || offset === cursor.offset) return;
    const next = cursorAt(rows, offset, cursor.anchor ?? cursor.offset);
    onCursor(next);
    showRow(rowOf(rows, next.offset));
  };
  const onDoubleClick = () => {
    const row = rowAt(rows, rowOf(rows, cursor.offset));
    if (row !== undefined && row.fold !== null) props.onUnfold(row);
  };

  const seen = rowAt(rows, Math.floor(top / HEX_ROW_HEIGHT))?.offset ?? 0;
  const place = addressText(start + BigInt(seen));
  return (
    <div className="hex-rows">
      <div
        ref={field}
        id={id}
        className="hex-field"
        role="grid"
        tabIndex={0}
        aria-label={props.label}
        aria-rowcount={rows.total}
        aria-colcount={ROW_BYTES + 1}
        aria-activedescendant={cellId(id, cursor.offset)}
        onKeyDown={onKeyDown}
        onFocus={() => setHasFocus(true)}
        onBlur={() => setHasFocus(false)}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onDoubleClick={onDoubleClick}
      >
        <canvas ref={canvas} className="hex-canvas" aria-hidden="true" />
        <HexMirror {...{ id, rows, start, bytesAt }} cursor={cursor.offset} foldText={foldText} />
      </div>
      {strip !== undefined && palette !== null && (
        <StripMap
          strip={strip}
          sizeBytes={rows.sizeBytes}
          inks={palette.inks}
          offset={seen}
          place={place}
          onOffset={(offset) => scroll.setTop(rowOf(rows, offset) * HEX_ROW_HEIGHT)}
        />
      )}
      <HexScrollBar
        shape={shape}
        top={top}
        onTop={scroll.setTop}
        label={text.dumps.scrollBar}
        valueText={place}
        controls={id}
      />
      <div ref={probe} className="hex-probe" hidden>
        {inkNames.map((name) => (
          <i key={name} className={`ink-${name}`} />
        ))}
      </div>
    </div>
  );
}

/** Offsets of the rows that are seen and some more; folds have nothing to be read. */
function rangesAround(rows: HexRows, top: number, viewport: number): { offset: number; end: number }[] {
  const first = Math.max(0, Math.floor(top / HEX_ROW_HEIGHT) - AHEAD_ROWS);
  const end = Math.min(rows.total, Math.ceil((top + viewport) / HEX_ROW_HEIGHT) + AHEAD_ROWS);
  const ranges: { offset: number; end: number }[] = [];
  for (let index = first; index < end; index += 1) {
    const row = rowAt(rows, index);
    if (row === undefined || row.fold !== null) continue;
    const last = ranges.at(-1);
    if (last?.end === row.offset) last.end += row.length;
    else ranges.push({ offset: row.offset, end: row.offset + row.length });
  }
  return ranges;
}
