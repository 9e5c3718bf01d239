import { useState } from 'react';
import { copyText } from '#renderer/components/copy-text.ts';
import { useMessages } from '#renderer/components/messages.ts';
import type { DumpBlocks } from '#renderer/rpc/dump-blocks.ts';
import { useClient } from '#renderer/rpc/client-context.ts';
import { useChunkAt, useDumpChunks } from '#renderer/rpc/use-dump-layout.ts';
import { MAX_READ_BYTES } from '#shared/contract/evidence.ts';
import type { DumpPages } from '#shared/contract/dumps.ts';
import { parseAddress } from '#shared/units/address.ts';
import { formatBytes, formatCount } from '#shared/units/format.ts';
import { BytesPanel } from './BytesPanel.tsx';
import { copyAs, MOST_COPIED_BYTES, type CopyForm } from './copy-as.ts';
import { bytesWithout } from './hex-rows.ts';
import { selectedBytes, type HexCursor } from './hex-cursor.ts';

export interface CursorPanelProps {
  readonly caseHandle: string;
  readonly pages: DumpPages;
  readonly blocks: DumpBlocks;
  readonly cursor: HexCursor;
  readonly isFold: boolean;
  readonly isDumped: (address: bigint) => boolean;
  readonly onFollow: (address: bigint) => void;
}

const WORD_BYTES = 8;

/** Brings together what the panel says of the cursor. */
export function CursorPanel(props: CursorPanelProps) {
  const { caseHandle, pages, blocks, cursor, isFold } = props;
  const { window: text } = useMessages();
  const client = useClient();
  const [said, setSaid] = useState('');
  const { id, sizeBytes, baseAddress } = pages.artifact;
  const start = parseAddress(baseAddress ?? '') ?? 0n;
  const end = Math.min(sizeBytes, cursor.offset + WORD_BYTES);
  const chunks = useDumpChunks(caseHandle, id, [{ offset: cursor.offset, end: cursor.offset + 1 }]);
  const selection = selectedBytes(cursor);

  const copy = async (form: CopyForm): Promise<void> => {
    if (selection.end - selection.start > MOST_COPIED_BYTES) {
      setSaid(text.dumps.tooLong(formatBytes(MOST_COPIED_BYTES)));
      return;
    }
    if (bytesWithout(pages.runs, selection) > 0) {
      setSaid(text.dumps.copyUnread);
      return;
    }
    const bytes = new Uint8Array(selection.end - selection.start);
    for (let at = selection.start; at < selection.end; at += MAX_READ_BYTES) {
      const length = Math.min(MAX_READ_BYTES, selection.end - at);
      bytes.set(
        await client.evidence.bytes({ case: caseHandle, artifact: id, offset: at, length }),
        at - selection.start,
      );
    }
    const copied = copyAs(form, bytes, start + BigInt(selection.start));
    setSaid((await copyText(copied)) ? text.dumps.copied(formatCount(copied.length)) : text.dumps.notCopied);
  };
  return (
    <BytesPanel
      bytes={isFold ? undefined : blocks.bytesAt(cursor.offset, end - cursor.offset)}
      chunk={useChunkAt(chunks, cursor.offset)}
      start={start}
      isDumped={props.isDumped}
      onFollow={props.onFollow}
      selectedCount={selection.end - selection.start}
      onCopy={(form) => void copy(form).catch(() => setSaid(text.dumps.notCopied))}
      said={said}
    />
  );
}
