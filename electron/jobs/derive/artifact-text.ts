/** Stored evidence as the text that parsers read. */
import type { Artifact } from '#shared/domain/evidence.ts';
import { sliceLines } from '#shared/parsers/text-source.ts';
import type { TextSource } from '#shared/parsers/text-source.ts';
import type { ReadableCase } from '#electron/casefile/types.ts';
import { decodeUtf8, toUtf8 } from '../text-encoding.ts';

export interface ArtifactText {
  readonly source: TextSource;
  /** The artifact is longer than what is read of it. */
  readonly cut: boolean;
}

/** At most `limit` bytes of the artifact's text, all lines of its source for a part. */
export function readText(file: ReadableCase, artifact: Artifact, limit: number): ArtifactText {
  const pieces: Uint8Array[] = [];
  let length = 0;
  // NULs of a command line were once taken for UTF-16; cases keep the encoding that they were given then.
  const encoding = artifact.kind === 'cmdline' ? 'utf-8' : artifact.encoding;
  for (const piece of toUtf8(file.chunks(artifact.id), encoding)) {
    pieces.push(piece);
    length += piece.length;
    if (length > limit) break;
  }
  const bytes = Buffer.concat(pieces, Math.min(length, limit));
  return { source: { bytes, decode: decodeUtf8, firstLine: 1 }, cut: length > limit };
}

/** The lines of a part; the whole for an artifact that is none. */
export function partOf({ source, cut }: ArtifactText, { lines }: Artifact): ArtifactText {
  return lines === null ? { source, cut } : { source: sliceLines(source, lines.first, lines.last), cut };
}

/** Keeps the text that was read last: parts of one transcript come one after the other. */
export class TextReader {
  readonly #file: ReadableCase;
  readonly #limit: number;
  #last: { readonly id: number; readonly text: ArtifactText } | undefined;

  constructor(file: ReadableCase, limit: number) {
    this.#file = file;
    this.#limit = limit;
  }

  read(artifact: Artifact): ArtifactText {
    const id = artifact.sourceId ?? artifact.id;
    // The bytes of a part are those of its source.
    const text = this.#last?.id === id ? this.#last.text : readText(this.#file, artifact, this.#limit);
    this.#last = { id, text };
    return partOf(text, artifact);
  }
}
