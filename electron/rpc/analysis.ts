/**
 * The ledger and the A|B|Δ tables. What was worked out for a case in its present state is kept, so that
 * scrolling and sorting a table of 100,000 rows does not work it out again.
 */
import { diffRows, regionProcesses } from '#shared/analysis/diff-rows.ts';
import type { DiffTable } from '#shared/analysis/diff-rows.ts';
import { explain, usedBytes } from '#shared/analysis/explain.ts';
import type { Side } from '#shared/analysis/explain.ts';
import { appStatements } from '#shared/analysis/statements/app-statements.ts';
import { selectSides } from '#shared/analysis/select-sides.ts';
import type { ChosenSides } from '#shared/analysis/select-sides.ts';
import { closeGroups, sortAndFilterRows, sumOfDeltas } from '#shared/analysis/table-view.ts';
import type { DiffPage, DiffRequest, WhatIfRequest } from '#shared/contract/analysis.ts';
import type { DiffRow } from '#shared/domain/diff.ts';
import type { RegionClass } from '#shared/domain/memory.ts';
import type { Explanation, LedgerSide } from '#shared/domain/ledger.ts';
import type { Mechanism } from '#shared/domain/mechanism.ts';
import { groupMechanisms } from '#shared/mechanisms/group.ts';
import { checkQuestion, whatIf } from '#shared/mechanisms/what-if.ts';
import { explainInside } from '#electron/jobs/inspect/explain-inside.ts';
import { inspectSides, type InspectedSides } from '#electron/jobs/inspect/inspect-processes.ts';
import { mechanismsOf } from '#electron/jobs/inspect/mechanisms.ts';
import { listEvents } from '#electron/jobs/events/list-events.ts';
import { checkedReader, checkSources } from '#electron/jobs/check-sources.ts';
import type { OpenCase } from './case-registry.ts';
import { os } from './implementer.ts';
import { inspectOnce } from './inside.ts';
import { once, onceAsync } from './once.ts';
import type { Services } from './services.ts';

interface SideNames {
  readonly a?: string | undefined;
  readonly b?: string | undefined;
}

interface TableView {
  readonly rows: readonly DiffRow[];
  readonly deltaBytes: number;
}

type DiffQuestion = DiffRequest & { readonly offset: number; readonly limit: number };

export function analysisProcedures({ cases }: Services) {
  return {
    explain: os.analysis.explain.handler(async ({ input }) => {
      const open = cases.get(input.case);
      const explanation = input.inside
        ? await explainAll(open, input, input.all)
        : explainOnce(open, input, input.all);
      const { owners, tree, statements, mechanisms, mechanismGroups } = explanation;
      // The contract's lists may be written to, the kept ones may not.
      return {
        ...explanation,
        owners: [...owners],
        tree: [...tree],
        statements: [...statements],
        mechanisms: [...mechanisms],
        mechanismGroups: [...mechanismGroups],
      };
    }),
    statements: os.analysis.statements.handler(async ({ input }) => {
      const open = cases.get(input.case);
      const explanation = input.inside
        ? await explainAll(open, input, false)
        : explainOnce(open, input, false);
      const events = listEvents(open.file, {});
      return appStatements({ explanation, events, range: input.range ?? null });
    }),
    diff: os.analysis.diff.handler(({ input }) => pageOf(cases.get(input.case), input)),
    regionProcesses: os.analysis.regionProcesses.handler(({ input }) => {
      const open = cases.get(input.case);
      const { a, b } = sidesOnce(open, input);
      return once(open, ['region-processes', input.a, input.b], () => regionProcesses(a, b));
    }),
    mechanisms: os.analysis.mechanisms.handler(async ({ input }) => {
      const found = await mechanismsOnce(cases.get(input.case), input);
      return { mechanisms: [...found], groups: groupMechanisms(found) };
    }),
    whatIf: os.analysis.whatIf.handler(({ input }) => whatIfOf(cases.get(input.case), input)),
  };
}

/** Levels 0 to 3: tables alone, no dump is read. */
function explainOnce(open: OpenCase, names: SideNames, all: boolean): Explanation {
  return once(open, ['explain', names.a, names.b, all], () =>
    explain({ ...sidesOnce(open, names), caseTitle: open.file.info.title, all }),
  );
}

function explainAll(open: OpenCase, names: SideNames, all: boolean): Promise<Explanation> {
  return onceAsync(open, ['explain-inside', names.a, names.b, all], async () => {
    const inspected = await inspectOnceOf(open, names);
    const mechanisms = await mechanismsOnce(open, names);
    const told = { caseTitle: open.file.info.title, all };
    return explainInside(sidesOnce(open, names), inspected, mechanisms, told);
  });
}

function inspectOnceOf(open: OpenCase, names: SideNames): Promise<InspectedSides> {
  return inspectSides(
    () => open.file,
    sidesOnce(open, names),
    (process) => inspectOnce(open, process),
  );
}

function mechanismsOnce(open: OpenCase, names: SideNames): Promise<readonly Mechanism[]> {
  return onceAsync(open, ['mechanisms', names.a, names.b], async () => {
    const inspected = await inspectOnceOf(open, names);
    return mechanismsOf(open.file, sidesOnce(open, names), inspected);
  });
}

async function whatIfOf(open: OpenCase, { mechanism, set, ...names }: WhatIfRequest) {
  checkQuestion(mechanism, set);
  const found = await mechanismsOnce(open, names);
  const { a } = sidesOnce(open, names);
  const ofA = found.filter(({ target }) => target === a.target);
  const { rows, lines, ...answer } = whatIf(
    ofA.some(({ id }) => id === mechanism) ? ofA : found,
    mechanism,
    set,
  );
  return { ...answer, rows: [...rows], lines: [...lines] };
}

function sidesOnce(open: OpenCase, names: SideNames): ChosenSides {
  return once(open, ['sides', names.a, names.b], () => {
    const sides = selectSides(open.file.snapshots(), names, (snapshot) => checkedReader(open.file, snapshot));
    checkSources(open.file, sides);
    return sides;
  });
}

function pageOf(open: OpenCase, question: DiffQuestion): DiffPage {
  const { level, process, class: regionClass, filter, sort, offset, limit } = question;
  const { a, b } = sidesOnce(open, question);
  const key = ['rows', question.a, question.b, level, process, regionClass];
  const table: DiffTable = once(open, key, () => ofClass(diffRows(level, a, b, process), regionClass));
  const view: TableView = once(open, [...key, filter, sort?.column, sort?.descending], () => {
    const rows = sortAndFilterRows(table.rows, { filter, sort });
    return { rows, deltaBytes: sumOfDeltas(rows) };
  });
  const shown = question.expanded === undefined ? view.rows : closeGroups(view.rows, question.expanded);
  return {
    a: toLedgerSide(a, () => explainOnce(open, question, false).a),
    b: b === null ? null : toLedgerSide(b, () => explainOnce(open, question, false).b),
    level,
    process: table.process,
    total: shown.length,
    unfiltered:
      question.expanded === undefined ? table.rows.length : closeGroups(table.rows, question.expanded).length,
    offset,
    rows: shown.slice(offset, offset + limit),
    deltaBytes: view.deltaBytes,
  };
}

function ofClass(table: DiffTable, wanted: RegionClass | undefined): DiffTable {
  if (wanted === undefined) return table;
  return { ...table, rows: table.rows.filter((row) => row.kind !== 'region' || row.class === wanted) };
}

/** Where meminfo does not say what the side uses, the ledger does. */
function toLedgerSide(side: Side, fromLedger: () => LedgerSide | null): LedgerSide {
  return {
    target: side.target,
    snapshot: side.snapshot.ordinal,
    takenAt: side.snapshot.takenAt,
    usedBytes: usedBytes(side.reader) ?? fromLedger()?.usedBytes ?? 0,
  };
}
