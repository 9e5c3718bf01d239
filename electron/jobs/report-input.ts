/** Reads from a case what its report is made of. Tables are cut here: what is not printed is only counted. */
import { wholeRow } from '#shared/analysis/diff-regions.ts';
import { diffRows, regionProcesses } from '#shared/analysis/diff-rows.ts';
import { appStatements } from '#shared/analysis/statements/app-statements.ts';
import { selectSides, type ChosenSides } from '#shared/analysis/select-sides.ts';
import { sortAndFilterRows } from '#shared/analysis/table-view.ts';
import type { DiffRow } from '#shared/domain/diff.ts';
import type { LedgerOwner } from '#shared/domain/ledger.ts';
import { withNotebook } from '#shared/domain/notebook.ts';
import type { PostmortemNotes } from '#shared/domain/postmortem.ts';
import type { ReportInput, ReportProcessRegions } from '#shared/report/report-input.ts';
import { TABLE_LIMIT } from '#shared/report/context.ts';
import type { ReadableCase } from '#electron/casefile/types.ts';
import { checkedReader, checkSources } from './check-sources.ts';
import { listEvents } from './events/list-events.ts';
import { notebookOf } from './notebook.ts';
import { readMachine } from './machine-readings.ts';
import { explainInside } from './inspect/explain-inside.ts';
import { inspectProcess, inspectSides } from './inspect/inspect-processes.ts';
import { mechanismsOf } from './inspect/mechanisms.ts';
import type { CancelSignal } from './types.ts';

/** Processes whose regions are shown: the owners of the gap, as many as a reader follows. */
const PROCESSES_OPENED = 5;
/** Problems are counted by reason; beyond so many the report says that it counted the first ones. */
const PROBLEMS_READ = 100_000;

/** What a report is asked for besides its two sides. */
export interface ReportAsked extends SideNames {
  readonly notes?: PostmortemNotes | undefined;
}

export interface SideNames {
  readonly a?: string | undefined;
  readonly b?: string | undefined;
}

/** @throws input.unknown-target, input.unknown-snapshot, explain.no-evidence, job.cancelled, casefile.* */
export async function readReportInput(
  file: ReadableCase,
  asked: ReportAsked,
  signal: CancelSignal,
): Promise<ReportInput> {
  const snapshots = file.snapshots();
  const sides = selectSides(snapshots, asked, (snapshot) => checkedReader(file, snapshot));
  checkSources(file, sides);
  const inspected = await inspectSides(
    () => file,
    sides,
    (process) => inspectProcess(() => file, process, signal instanceof AbortSignal ? signal : undefined),
  );
  const told = { caseTitle: file.info.title, all: false };
  const explanation = explainInside(sides, inspected, mechanismsOf(file, sides, inspected), told);
  const notebook = notebookOf(file);
  const written = withNotebook(asked.notes, notebook);
  const dismissed = new Set(notebook.dismissed.map(({ id }) => id));
  const events = listEvents(file, {});
  const statements = appStatements({ explanation, events, range: null });
  const { total, problems } = file.problems({ limit: PROBLEMS_READ });
  const { caseId, title, schemaVersion, createdAt, journalHead } = file.info;
  return {
    case: { caseId, title, schemaVersion, createdAt, journalHead },
    explanation,
    meminfo: ofKind(diffRows('meminfo', sides.a, sides.b).rows, 'meminfo'),
    processes: ofKind(sortAndFilterRows(diffRows('processes', sides.a, sides.b).rows, {}), 'process'),
    regions: readRegions(sides, explanation.owners),
    snapshots,
    artifacts: file.artifacts(),
    problems: problems.map(({ artifact, line, reason }) => ({ artifact, line, reason })),
    problemTotal: total,
    environment: {
      a: readMachine(file, sides.a.snapshot.id),
      b: sides.b === null ? null : readMachine(file, sides.b.snapshot.id),
    },
    statements: statements.filter(({ id }) => !dismissed.has(id)),
    events: events.filter(({ target }) => target === sides.a.target || target === sides.b?.target),
    ...(written === undefined ? {} : { written }),
  };
}

/** Regions of the owners; where none of them has any, those of the largest difference. */
function readRegions({ a, b }: ChosenSides, owners: readonly LedgerOwner[]): ReportProcessRegions[] {
  const choices = regionProcesses(a, b);
  const owned = owners.flatMap(
    ({ nodeId }) => choices.find(({ value }) => nodeId.endsWith(`/${value}`)) ?? [],
  );
  const opened = owned.length > 0 ? owned.slice(0, PROCESSES_OPENED) : choices.slice(0, 1);
  return opened.map(({ value, label }) => {
    const classes = sortAndFilterRows(diffRows('classes', a, b, value).rows, {});
    const regions = sortAndFilterRows(diffRows('regions', a, b, value).rows, {}).map(wholeRow);
    return {
      process: label,
      classes: ofKind(classes, 'class'),
      regions: ofKind(regions.slice(0, TABLE_LIMIT), 'region'),
      regionTotal: regions.length,
    };
  });
}

function ofKind<Kind extends DiffRow['kind']>(
  rows: readonly DiffRow[],
  kind: Kind,
): Extract<DiffRow, { kind: Kind }>[] {
  return rows.filter((row): row is Extract<DiffRow, { kind: Kind }> => row.kind === kind);
}
