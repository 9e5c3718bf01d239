/** What stands at a hit and around it, for people. */
import type { MemoryReader } from '#shared/domain/heap.ts';
import type { HitEncoding, SearchHit } from '#shared/domain/search.ts';

const BYTES_BEFORE = 24;
const BYTES_BEHIND = 48;
const MOST_HIT_BYTES = 80;

/** ASCII around, and the hit in its own encoding; what is not to be seen is a dot. */
export function hitExcerpt(memory: MemoryReader, { offset, length, encoding }: SearchHit): string {
  const from = Math.max(0, offset - BYTES_BEFORE);
  const shown = Math.min(length, MOST_HIT_BYTES);
  const bytes = memory.read(from, offset - from + shown + BYTES_BEHIND);
  const before = asText(bytes.subarray(0, offset - from), 'bytes').replace(/^.*\.(?=[^.]*$)/s, '');
  const rest = bytes.subarray(offset - from);
  const text = asText(rest, length > MOST_HIT_BYTES ? 'bytes' : encoding);
  // Behind the hit as far as text goes.
  return `${before}${text.slice(0, MOST_HIT_BYTES + BYTES_BEHIND)}`.replace(/\.{2,}[^]*$/, '…');
}

const labels: Readonly<Record<HitEncoding, string>> = {
  ascii: 'utf-8',
  'utf-8': 'utf-8',
  'utf-16le': 'utf-16le',
  'utf-16be': 'utf-16be',
  gbk: 'gbk',
  bytes: '',
  place: '',
  pointer: '',
};

function asText(bytes: Uint8Array, encoding: HitEncoding): string {
  const text =
    labels[encoding] === ''
      ? Buffer.from(bytes)
          .toString('latin1')
          .replace(/[^\x20-\x7e]/g, '.')
      : new TextDecoder(labels[encoding]).decode(bytes);
  return text.replace(/[\p{C}\p{Zl}\p{Zp}\ufffd]/gu, '.');
}
