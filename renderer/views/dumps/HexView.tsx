import { useCallback, useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { ErrorNotice } from '#renderer/components/ErrorNotice.tsx';
import { useMessages } from '#renderer/components/messages.ts';
import { useDumpSearch } from '#renderer/rpc/use-dump-search.ts';
import { usePreferences } from '#renderer/state/preferences.ts';
import type { OpenDump } from '#renderer/state/session.ts';
import type { DumpPages } from '#shared/contract/dumps.ts';
import type { ChunkState } from '#shared/domain/heap.ts';
import { parseAddress } from '#shared/units/address.ts';
import { formatBytes, formatCount, formatEvidenceId } from '#shared/units/format.ts';
import { BookmarkList } from './BookmarkList.tsx';
import { CursorPanel } from './CursorPanel.tsx';
import { FindBox } from './FindBox.tsx';
import { GoToBox } from './GoToBox.tsx';
import { cursorAt, selectedBytes } from './hex-cursor.ts';
import { addressText } from './hex-layout.ts';
import { hexRows, rowAt, rowOf, type HexRow } from './hex-rows.ts';
import { HexCanvas } from './HexCanvas.tsx';
import { nextHit } from './next-hit.ts';
import { useBookmarks } from './use-bookmarks.ts';
import { usePointedBytes } from './use-pointed-bytes.ts';
import { useDumpBlocks } from './use-dump-blocks.ts';

export interface HexViewProps {
  readonly caseHandle: string;
  readonly reopen: ReactNode;
  readonly pages: DumpPages;
  /** Offset to begin at. */
  readonly offset: number;
  /** Bytes to select there. */
  readonly length?: number | undefined;
  readonly onBack: () => void;
  /** The dump of the same process that holds an address. */
  readonly dumpWith: (address: bigint) => OpenDump | undefined;
  readonly onOpen: (dump: OpenDump) => void;
}

export function HexView(props: HexViewProps) {
  const { caseHandle, reopen, pages, offset, length = 1, onBack, dumpWith, onOpen } = props;
  const { window: text } = useMessages();
  const { artifact, runs } = pages;
  const start = parseAddress(artifact.baseAddress ?? '') ?? 0n;
  const [unfolded, setUnfolded] = useState<ReadonlySet<number>>(new Set());
  const rows = useMemo(
    () => hexRows(artifact.sizeBytes, runs, unfolded),
    [artifact.sizeBytes, runs, unfolded],
  );
  const [cursor, setCursor] = useState(() => cursorAt(rows, offset, length > 1 ? offset + length - 1 : null));
  usePointedBytes(artifact.id, cursor);
  const hasPanel = usePreferences((preferences) => preferences.inspectorOpen);
  const loaded = useDumpBlocks(caseHandle, artifact.id, artifact.sizeBytes);
  const view = useRef<HTMLDivElement>(null);
  const find = useRef<HTMLInputElement>(null);
  const searching = useDumpSearch(caseHandle, artifact.id);
  const goTo = useRef<HTMLInputElement>(null);
  const focusBytes = useCallback(
    () => view.current?.querySelector<HTMLElement>('[role="grid"]')?.focus(),
    [],
  );
  useEffect(focusBytes, [focusBytes]);

  const foldText = useCallback(
    ({ fold, length }: HexRow) => (fold === null ? '' : text.dumps.folds[fold](formatBytes(length))),
    [text],
  );
  const chunkText = useCallback(
    (state: ChunkState, size: number) =>
      text.dumps.chunkNote(text.dumps.shortStates[state], formatBytes(size)),
    [text],
  );
  const marks = useBookmarks(caseHandle, artifact, reopen === null);
  const { hits } = searching.search;
  /** A hit becomes the selection; from a selection one goes on from its start. */
  const step = (direction: 1 | -1): void => {
    const hit = hits[nextHit(hits, selectedBytes(cursor).start, direction)];
    if (hit !== undefined) setCursor(cursorAt(rows, hit.offset, hit.offset + hit.length - 1));
  };
  const onKey = (event: KeyboardEvent): boolean => {
    const isGoTo = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'g';
    const isFind = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'f';
    const isMark = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'd';
    if (isMark) marks.toggle(cursor.offset);
    else if (isGoTo) goTo.current?.select();
    else if (isFind) find.current?.select();
    else if (event.key === 'F3') step(event.shiftKey ? -1 : 1);
    else if (event.key === 'Backspace') onBack();
    else return false;
    return true;
  };
  const goToAddress = (address: bigint): boolean => {
    const place = dumpWith(address);
    if (place === undefined) return false;
    if (place.artifact === artifact.id) {
      setCursor(cursorAt(rows, place.offset));
      focusBytes();
    } else onOpen(place);
    return true;
  };
  const name = text.dumps.dumpName(formatEvidenceId(artifact.id), pages.process ?? '', artifact.pid);
  const selection = selectedBytes(cursor);
  return (
    <div className="hex" ref={view}>
      <div className="hex-head">
        <FindBox
          ref={find}
          handle={searching}
          at={hits.findIndex((hit) => hit.offset === selectedBytes(cursor).start)}
          onStep={step}
          onLeave={focusBytes}
        />
        <GoToBox
          ref={goTo}
          context={{ start, sizeBytes: artifact.sizeBytes, cursor: cursor.offset }}
          onGo={(place) => {
            setCursor(cursorAt(rows, place));
            focusBytes();
          }}
          onOutside={goToAddress}
          onLeave={focusBytes}
        />
      </div>
      <BookmarkList
        marks={marks}
        reopen={reopen}
        onGo={(place) => {
          setCursor(cursorAt(rows, place));
          focusBytes();
        }}
        onMark={() => marks.toggle(cursor.offset)}
      />
      {loaded.error !== null && <ErrorNotice error={loaded.error} />}
      <div className="hex-body">
        <HexCanvas
          caseHandle={caseHandle}
          dump={artifact.id}
          chunkText={chunkText}
          label={name}
          rows={rows}
          start={start}
          blocks={loaded.blocks}
          version={loaded.version}
          cursor={cursor}
          onCursor={setCursor}
          foldText={foldText}
          onUnfold={(row) => {
            if (row.fold === 'zero') setUnfolded(new Set([...unfolded, row.offset]));
          }}
          onKey={onKey}
        />
        {hasPanel && (
          <CursorPanel
            caseHandle={caseHandle}
            pages={pages}
            blocks={loaded.blocks}
            cursor={cursor}
            isFold={rowAt(rows, rowOf(rows, cursor.offset))?.fold !== null}
            isDumped={(address) => dumpWith(address) !== undefined}
            onFollow={goToAddress}
          />
        )}
      </div>
      <p className="hex-status">
        <span className="hex-address">{addressText(start + BigInt(cursor.offset))}</span>
        <span>{text.dumps.offset(formatCount(cursor.offset), cursor.offset.toString(16))}</span>
        {cursor.anchor !== null && (
          <span>{text.dumps.selected(formatCount(selection.end - selection.start))}</span>
        )}
        {pages.pageMap === null && <span>{text.dumps.noPageMap}</span>}
      </p>
    </div>
  );
}
