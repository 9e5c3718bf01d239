/** What the registry needs to know of one kind of evidence. One file per kind exports one of these. */
import type { ArtifactKind } from '#shared/domain/evidence.ts';
import type { ParsedArtifact } from '#shared/domain/parsed.ts';
import type { TextSource } from './text-source.ts';

/**
 * What a line is to a format:
 * `title` belongs to it if the next line does, and opens a new listing (`1234:   /usr/sbin/fwlog`);
 * `start` opens a new listing (a header); `row` is surely one of its rows and may open a listing too;
 * `loose` may be a damaged row, and counts only inside an open listing.
 */
export type LineRole = 'title' | 'start' | 'row' | 'loose';

export interface ArtifactFormat {
  readonly kind: ArtifactKind;
  readonly roleOf: (line: string) => LineRole | null;
  /** Never throws. O(bytes). */
  readonly parse: (source: TextSource) => ParsedArtifact;
  /** A listing of that kind becomes one of this kind by the first line that only this one knows. */
  readonly growsFrom?: ArtifactKind;
  /** True where one file may hold several listings (`cat /proc/N/status`). */
  readonly repeats?: boolean;
}

/** All rooms empty but the given ones. */
export function parsedArtifact(kind: ArtifactKind, filled: Partial<ParsedArtifact>): ParsedArtifact {
  return {
    kind,
    meminfo: [],
    processes: [],
    mappings: [],
    sockets: [],
    socketOwners: [],
    events: [],
    problems: [],
    ...filled,
  };
}
