/** `show CASE artifact E-012[:LINE] [--line N | --raw]`: one piece of evidence, a line of it, or its bytes as they are. */
import { MAX_READ_BYTES } from '#shared/contract/evidence.ts';
import type { Artifact } from '#shared/domain/evidence.ts';
import { AppError } from '#shared/errors/app-error.ts';
import { formatBytes, formatCount, formatEvidenceId } from '#shared/units/format.ts';
import { toPrintable } from '#shared/util/printable.ts';
import { timeCell } from '../cells.ts';
import type { CommandCase, CommandContext } from '../context.ts';
import { withCase } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { parseEvidence, parseLimit } from '../option-values.ts';

export interface ShowArtifactOptions {
  readonly line?: string;
  readonly raw?: boolean;
  readonly json?: boolean;
}

export async function runShowArtifact(
  context: CommandContext,
  path: string,
  citation: string | undefined,
  options: ShowArtifactOptions,
): Promise<ExitCode> {
  const { out } = context;
  if (citation === undefined) throw usage('show artifact needs a number of evidence, such as E-012.');
  const { artifact: id, line: cited } = parseEvidence('show artifact', citation);
  const line = options.line === undefined ? cited : parseLimit('--line', options.line);
  const raw = options.raw === true;
  if (raw && (line !== undefined || options.json === true)) {
    throw usage('--raw gives the whole artifact as it is; it goes with neither a line nor --json.');
  }
  // Evidence may hold what commands a terminal.
  if (raw && out.isTerminal) throw usage('--raw does not write to a terminal; add "> FILE" or "| COMMAND".');
  return withCase(context, path, 'read', async (open) => {
    const artifact = await findArtifact(open, id);
    if (raw) {
      await out.bytes(bytesOf(open, artifact));
      return exitCodes.ok;
    }
    const text = line === undefined ? null : await lineOf(open, artifact, line);
    if (options.json === true) out.json('artifact', { case: path, artifact, line: line ?? null, text });
    else out.lines(text === null ? describe(artifact) : [text]);
    return exitCodes.ok;
  });
}

async function findArtifact({ client, handle }: CommandCase, id: number): Promise<Artifact> {
  const artifacts = await client.evidence.artifacts({ case: handle });
  const found = artifacts.find((artifact) => artifact.id === id);
  if (found !== undefined) return found;
  const ids = artifacts.map((artifact) => artifact.id);
  const known =
    ids.length === 0
      ? 'it is empty'
      : `it has ${formatEvidenceId(Math.min(...ids))} to ${formatEvidenceId(Math.max(...ids))}`;
  throw new AppError('input.unknown-artifact', `The case has no ${formatEvidenceId(id)}; ${known}.`, {
    artifact: id,
  });
}

/** As much as one call gives at a time: a dump may be larger than memory. */
async function* bytesOf({ client, handle }: CommandCase, { id, sizeBytes }: Artifact) {
  for (let offset = 0; offset < sizeBytes; offset += MAX_READ_BYTES) {
    yield await client.evidence.bytes({ case: handle, artifact: id, offset, length: MAX_READ_BYTES });
  }
}

/** For people: printable, and cut where it is longer than a person reads. */
async function lineOf({ client, handle }: CommandCase, artifact: Artifact, line: number): Promise<string> {
  const name = formatEvidenceId(artifact.id);
  if (artifact.encoding === 'binary') throw usage(`${name} is no text; --raw gives its bytes.`);
  const excerpt = await client.evidence.excerpt({ case: handle, artifact: artifact.id, line, context: 0 });
  const [text] = excerpt.lines;
  if (excerpt.firstLine === line && text !== undefined) return text;
  const most = formatCount(excerpt.firstLine);
  throw new AppError('input.bad-option', `${name} has no line ${line}; its last one is ${most}.`, { line });
}

function describe(artifact: Artifact): string[] {
  const { id, targetName, kind, name, lines, sizeBytes, encoding, sha256 } = artifact;
  const process = artifact.pid === null ? artifact.process : `pid ${artifact.pid}`;
  const rows: (readonly [string, string | null])[] = [
    ['evidence', formatEvidenceId(id)],
    ['target', targetName],
    ['kind', kind],
    ['name', name],
    [
      'lines',
      lines === null ? null : `${lines.first}-${lines.last} of the source, whose hash and size follow`,
    ],
    ['source', artifact.sourceId === null ? null : formatEvidenceId(artifact.sourceId)],
    ['process', process],
    ['address', artifact.baseAddress],
    ['command', artifact.command],
    ['exit code', artifact.exitCode === null ? null : String(artifact.exitCode)],
    ['captured', timeCell(artifact.capturedAt)],
    ['imported', timeCell(artifact.importedAt)],
    ['encoding', encoding],
    ['problems', formatCount(artifact.problemCount)],
    ['size', `${formatBytes(sizeBytes)} (${formatCount(sizeBytes)} bytes)`],
    ['sha256', sha256],
  ];
  return rows.flatMap(([title, value]) =>
    value === null ? [] : [`${title.padEnd(9)}  ${toPrintable(value)}`],
  );
}

function usage(sentence: string): AppError {
  return new AppError('input.bad-option', sentence);
}
