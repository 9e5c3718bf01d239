/** One stored artifact, parsed. What import itself has to say against it is added to the parser's problems. */
import type { ArtifactContent } from '#shared/domain/assembled.ts';
import type { Artifact, ArtifactKind } from '#shared/domain/evidence.ts';
import type { ParsedArtifact } from '#shared/domain/parsed.ts';
import type { Problem } from '#shared/errors/problem.ts';
import { parseArtifact } from '#shared/parsers/registry.ts';
import type { TextReader } from './artifact-text.ts';

/** Kinds whose bytes no parser reads. */
const unread: ReadonlySet<ArtifactKind> = new Set(['dump', 'page-map', 'transcript', 'text']);

export function parseStored(texts: TextReader, artifact: Artifact): ArtifactContent {
  const { id, capturedAt, pid, process } = artifact;
  return { id, capturedAt, pid, process, parsed: parse(texts, artifact) };
}

function parse(texts: TextReader, artifact: Artifact): ParsedArtifact {
  const { kind } = artifact;
  if (kind === 'text' && artifact.encoding === 'binary') return withProblem(nothing(kind), notText(artifact));
  if (unread.has(kind)) return nothing(kind);
  const { source, cut } = texts.read(artifact);
  const parsed = parseArtifact(kind, source);
  return cut && artifact.lines === null
    ? withProblem(parsed, cutShort(artifact, source.bytes.length))
    : parsed;
}

function nothing(kind: ArtifactKind): ParsedArtifact {
  return {
    kind,
    meminfo: [],
    processes: [],
    mappings: [],
    sockets: [],
    socketOwners: [],
    events: [],
    problems: [],
  };
}

function withProblem(parsed: ParsedArtifact, problem: Problem): ParsedArtifact {
  return { ...parsed, problems: [...parsed.problems, problem] };
}

function notText({ name, sizeBytes }: Artifact): Problem {
  return {
    line: 0,
    reason: 'not-text',
    text: name,
    detail: `${sizeBytes} bytes that are no text; kept, not read`,
  };
}

function cutShort({ name, sizeBytes }: Artifact, read: number): Problem {
  return {
    line: 0,
    reason: 'truncated',
    text: name,
    detail: `${read} of ${sizeBytes} bytes are read; all are kept`,
  };
}

/** What a person would count: fields, processes, mappings, sockets, log lines. */
export function countRecords(parsed: ParsedArtifact): number {
  const { meminfo, processes, mappings, sockets, events } = parsed;
  return meminfo.length + processes.length + mappings.length + sockets.length + events.length;
}
