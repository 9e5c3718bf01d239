/** `show` of what a case holds: targets, snapshots, artifacts, problems. */
import type { Artifact } from '#shared/domain/evidence.ts';
import { formatBytes, formatCount, formatEvidenceId } from '#shared/units/format.ts';
import { timeCell } from '../cells.ts';
import { formatTable } from '../text-table.ts';
import type { Showing } from './show.ts';

/** The contract gives at most this many problems at once. */
const MAX_PROBLEMS = 10_000;
const SHOWN_HASH = 12;

export async function showTargets(showing: Showing): Promise<void> {
  const { client, handle, scope, context, path, json, limit } = showing;
  const targets = await client.evidence.targets({ case: handle });
  const snapshots = await client.evidence.snapshots(scope);
  const wanted = targets.filter(({ name }) => scope.target === undefined || scope.target === name);
  const listed = wanted.slice(0, limit).map(({ name }) => ({
    name,
    snapshots: snapshots.filter(({ targetName }) => targetName === name),
  }));
  if (json) return context.out.json('targets', { case: path, targets: listed });
  const rows = listed.map(({ name, snapshots: own }) => {
    const newest = own.at(-1);
    const artifacts = own.reduce((sum, { artifactCount }) => sum + artifactCount, 0);
    return [
      name,
      formatCount(own.length),
      formatCount(artifacts),
      newest === undefined ? '' : timeCell(newest.takenAt),
      newest === undefined ? '' : newest.kinds.join(' '),
    ];
  });
  const columns = [
    { title: 'target' },
    { title: 'snapshots', align: 'right' as const },
    { title: 'artifacts', align: 'right' as const },
    { title: 'newest' },
    { title: 'evidence of the newest', shrinks: true },
  ];
  context.out.lines([...formatTable(columns, rows, context.out.width), ...moreLine(wanted, limit)]);
}

export async function showSnapshots({ client, scope, context, path, json, limit }: Showing): Promise<void> {
  const all = await client.evidence.snapshots(scope);
  const snapshots = all.slice(0, limit);
  if (json) return context.out.json('snapshots', { case: path, snapshots });
  const rows = snapshots.map((snapshot) => [
    `${snapshot.targetName}@${snapshot.ordinal}`,
    timeCell(snapshot.takenAt),
    snapshot.timeSource,
    formatCount(snapshot.artifactCount),
    snapshot.problemCount === 0 ? '' : formatCount(snapshot.problemCount),
    snapshot.kinds.join(' '),
  ]);
  const columns = [
    { title: 'snapshot' },
    { title: 'time (UTC)' },
    { title: 'from' },
    { title: 'artifacts', align: 'right' as const },
    { title: 'problems', align: 'right' as const },
    { title: 'evidence', shrinks: true },
  ];
  context.out.lines([...formatTable(columns, rows, context.out.width), ...moreLine(all, limit)]);
}

export async function showArtifacts(showing: Showing): Promise<void> {
  printArtifacts(showing, await showing.client.evidence.artifacts(showing.scope));
}

export async function showDumps(showing: Showing): Promise<void> {
  const artifacts = await showing.client.evidence.artifacts(showing.scope);
  printArtifacts(
    showing,
    artifacts.filter(({ kind }) => kind === 'dump'),
  );
}

function printArtifacts({ context, path, json, limit }: Showing, all: readonly Artifact[]): void {
  const artifacts = all.slice(0, limit);
  if (json) return context.out.json('artifacts', { case: path, artifacts });
  const rows = artifacts.map((artifact) => [
    formatEvidenceId(artifact.id),
    artifact.targetName,
    artifact.kind,
    nameCell(artifact),
    artifact.pid === null ? (artifact.process ?? '') : String(artifact.pid),
    artifact.baseAddress ?? '',
    formatBytes(artifact.sizeBytes),
    artifact.encoding,
    timeCell(artifact.capturedAt),
    artifact.problemCount === 0 ? '' : formatCount(artifact.problemCount),
    artifact.sha256.slice(0, SHOWN_HASH),
  ]);
  const columns = [
    { title: 'evidence' },
    { title: 'target' },
    { title: 'kind' },
    { title: 'name', shrinks: true },
    { title: 'process', align: 'right' as const },
    { title: 'address' },
    { title: 'size', align: 'right' as const },
    { title: 'encoding' },
    { title: 'captured (UTC)' },
    { title: 'problems', align: 'right' as const },
    { title: 'sha256' },
  ];
  context.out.lines([...formatTable(columns, rows, context.out.width), ...moreLine(all, limit)]);
}

/** Titles over nothing look like a fault. */
function moreLine(all: readonly unknown[], limit: number): string[] {
  if (all.length === 0) return ['None.'];
  return all.length > limit ? [`… ${formatCount(all.length - limit)} more (--limit N)`] : [];
}

function nameCell({ name, lines }: Artifact): string {
  return lines === null ? name : `${name}:${lines.first}-${lines.last}`;
}

export async function showProblems({ client, scope, context, path, json, limit }: Showing): Promise<void> {
  const wanted = Math.min(limit, MAX_PROBLEMS);
  const { total, problems } = await client.evidence.problems({ ...scope, limit: wanted });
  if (json) return context.out.json('problems', { case: path, total, problems });
  const rows = problems.map(({ artifact, line, reason, text, detail }) => [
    line === 0 ? formatEvidenceId(artifact) : `${formatEvidenceId(artifact)}:${line}`,
    reason,
    detail ?? '',
    text,
  ]);
  const columns = [
    { title: 'evidence' },
    { title: 'problem' },
    { title: 'read as' },
    { title: 'line', shrinks: true },
  ];
  const left = total - rows.length;
  const more = left > 0 ? [`… ${formatCount(left)} more (--limit N)`] : moreLine(rows, limit);
  context.out.lines([...formatTable(columns, rows, context.out.width), ...more]);
}
