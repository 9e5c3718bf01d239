/** The strings of a dump with what became of them: counted, joined into templates, and as many as wanted told. */
import { StringOwners } from '#shared/analysis/strings/own-strings.ts';
import { scanStrings } from '#shared/analysis/strings/scan-strings.ts';
import {
  findTemplates,
  type FoundText,
  type TextTemplates,
} from '#shared/analysis/templates/find-templates.ts';
import {
  chunkStates,
  livenessOf,
  type ChunkState,
  type ChunkTable,
  type Liveness,
  type MemoryReader,
} from '#shared/domain/heap.ts';
import {
  stringEncodings,
  type OwnedStrings,
  type StringEncoding,
  type StringTotals,
} from '#shared/domain/strings.ts';

export interface StringsWanted {
  /** In bytes. */
  readonly least: number;
  readonly encoding?: StringEncoding | undefined;
  readonly liveness?: Liveness | undefined;
  readonly limit: number;
}

export interface ToldString {
  readonly offset: number;
  readonly length: number;
  readonly encoding: StringEncoding;
  readonly state: ChunkState | null;
  readonly text: string;
}

export interface MemoryStrings {
  /** Of all strings, asked for or not. */
  readonly totals: StringTotals;
  readonly templates: TextTemplates;
  readonly strings: readonly ToldString[];
  readonly matching: number;
}

/** What is read of a string to show it and to compare it. */
const TEXT_BYTES = 256;

/** They lie within that. */
const RECORD_KEYS = 4;

const decoders = {
  ascii: new TextDecoder('latin1'),
  'utf-8': new TextDecoder('utf-8'),
  'utf-16le': new TextDecoder('utf-16le'),
  'utf-16be': new TextDecoder('utf-16be'),
  gbk: new TextDecoder('gbk'),
};

/** @param chunks null where the dump was not walked: all is undetermined */
export function stringsOfMemory(
  memory: MemoryReader,
  chunks: ChunkTable | null,
  wanted: StringsWanted,
): MemoryStrings {
  const owners = new StringOwners(chunks);
  const strings: ToldString[] = [];
  let matching = 0;
  function* texts(): Generator<FoundText> {
    for (const batch of scanStrings(memory)) {
      for (const string of stringsOf(memory, chunks, owners.own(batch), wanted)) {
        matching += 1;
        if (strings.length < wanted.limit) strings.push(string);
        const { offset, length, state, text } = string;
        yield { offset, bytes: length, liveness: livenessOf(state ?? undefined), text: keysOf(text) ?? text };
      }
    }
  }
  const templates = findTemplates(texts());
  strings.sort((one, other) => one.offset - other.offset);
  return { totals: owners.totals(), templates, strings, matching };
}

/** A JSON record goes by its first keys, as long as it is: `records` tells more of it. */
function keysOf(text: string): string | undefined {
  if (!/^\s*\{\s*"/.test(text)) return undefined;
  const keys = Array.from(text.matchAll(/"([^"\\]{1,40})"\s*:/g), ([, key = '']) => key).slice(
    0,
    RECORD_KEYS,
  );
  return keys.length === 0 ? undefined : `{${keys.join(', ')}, …}`;
}

function* stringsOf(
  memory: MemoryReader,
  chunks: ChunkTable | null,
  { count, offsets, lengths, encodings, chunks: owning }: OwnedStrings,
  { least, encoding: only, liveness }: StringsWanted,
): Generator<ToldString> {
  for (let at = 0; at < count; at++) {
    const length = lengths[at] ?? 0;
    const encoding = stringEncodings[encodings[at] ?? 0] ?? 'ascii';
    if (length < least || (only !== undefined && encoding !== only)) continue;
    const state = chunkStates[chunks?.states[owning[at] ?? -1] ?? -1] ?? null;
    if (liveness !== undefined && livenessOf(state ?? undefined) !== liveness) continue;
    const offset = offsets[at] ?? 0;
    const text = textAt(memory, offset, length, encoding);
    yield { offset, length, encoding, state, text };
  }
}

/** A letter that the cut goes through is left away. */
function textAt(memory: MemoryReader, offset: number, length: number, encoding: StringEncoding): string {
  // A shared buffer is nothing that a decoder takes.
  const bytes = memory.read(offset, Math.min(length, TEXT_BYTES)).slice();
  const text = decoders[encoding].decode(bytes);
  return length > TEXT_BYTES ? text.replace(/\ufffd$/, '') : text;
}
