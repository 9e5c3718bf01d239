/** Targets, snapshots, artifacts and what stands in them. */
import type { EvidenceExcerpt } from '#shared/contract/evidence.ts';
import type { Artifact } from '#shared/domain/evidence.ts';
import { listEvents } from '#electron/jobs/events/list-events.ts';
import { toPrintable } from '#shared/util/printable.ts';
import type { OpenCase } from './case-registry.ts';
import { os } from './implementer.ts';
import { indexLines, readLines } from './line-index.ts';
import type { LineIndex } from './line-index.ts';
import type { Services } from './services.ts';

const MAX_LINE_CHARACTERS = 2000;
/** No encoding that is known here takes more bytes for a character. */
const MAX_CHARACTER_BYTES = 4;
/** Problems around one line; a table of all of them is `evidence.problems`. */
const MAX_PROBLEMS = 10_000;

export function evidenceProcedures({ cases }: Services) {
  return {
    targets: os.evidence.targets.handler(({ input }) => cases.get(input.case).file.targets()),
    snapshots: os.evidence.snapshots.handler(({ input }) => cases.get(input.case).file.snapshots(input)),
    artifacts: os.evidence.artifacts.handler(({ input }) => cases.get(input.case).file.artifacts(input)),
    problems: os.evidence.problems.handler(({ input }) => cases.get(input.case).file.problems(input)),
    events: os.evidence.events.handler(({ input }) => listEvents(cases.get(input.case).file, input)),
    excerpt: os.evidence.excerpt.handler(({ input }) =>
      excerptOf(cases.get(input.case), input.artifact, input.line, input.context),
    ),
    bytes: os.evidence.bytes.handler(
      ({ input }) =>
        new Uint8Array(cases.get(input.case).file.readBytes(input.artifact, input.offset, input.length)),
    ),
  };
}

function excerptOf(open: OpenCase, id: number, line: number, context: number): EvidenceExcerpt {
  const { file } = open;
  const artifact = file.artifact(id);
  const index = lineIndexOf(open, artifact);
  const asked = Math.min(Math.max(1, line), Math.max(1, index.lines));
  const firstLine = Math.max(1, asked - context);
  const lastLine = asked + context;
  const range = { first: firstLine, last: lastLine, maxLineBytes: MAX_LINE_CHARACTERS * MAX_CHARACTER_BYTES };
  const lines = readLines(index, (offset, length) => file.readBytes(id, offset, length), range);
  const { problems } = file.problems({ artifact: id, limit: MAX_PROBLEMS });
  return {
    artifact,
    firstLine,
    line,
    lines: lines.map((bytes) => toDisplay(bytes, artifact)),
    problems: problems.filter((problem) => problem.line >= firstLine && problem.line <= lastLine),
  };
}

/** Artifacts never change, so the index is kept by the hash of what it indexes. */
function lineIndexOf(open: OpenCase, artifact: Artifact): LineIndex {
  return open.results.getOrMake(`lines ${artifact.sha256} ${artifact.encoding}`, () =>
    indexLines(open.file.chunks(artifact.id), artifact.encoding),
  ) as LineIndex;
}

function toDisplay(bytes: Uint8Array, { encoding }: Artifact): string {
  const text = new TextDecoder(encoding === 'binary' ? 'latin1' : encoding).decode(bytes);
  return toPrintable(text.replace(/\r$/, '').slice(0, MAX_LINE_CHARACTERS));
}
