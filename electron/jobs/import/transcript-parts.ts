/** A stored transcript is cut into the listings that it holds; its bytes are stored once. */
import type { Artifact } from '#shared/domain/evidence.ts';
import { cutTranscript } from '#shared/parsers/transcript.ts';
import type { NewPart, WritableCase } from '#electron/casefile/types.ts';
import { readText } from '../derive/artifact-text.ts';
import { isPerProcess } from './inspect-item.ts';

/** What the user said of the process: it holds for the listings that name none. */
export interface ProcessOption {
  readonly pid: number | null;
  readonly process: string | null;
}

export function addTranscriptParts(
  file: WritableCase,
  transcript: Artifact,
  option: ProcessOption,
  parseBytes: number,
): { readonly parts: Artifact[]; readonly hostnames: ReadonlySet<string> } {
  const { source } = readText(file, transcript, parseBytes);
  const listings = cutTranscript(source);
  const parts = listings.map(({ kind, firstLine, lastLine, command, pid }): NewPart => {
    const whose = !isPerProcess(kind) ? {} : pid === null ? option : { pid };
    return { sourceId: transcript.id, kind, firstLine, lastLine, command, ...whose };
  });
  return {
    parts: parts.length === 0 ? [] : file.addParts(parts),
    hostnames: new Set(listings.flatMap(({ hostname }) => hostname ?? [])),
  };
}
