/** `memcase finding`, `memcase hypothesis`, `memcase notebook undo|redo`: what people note in a case. */
import type { JsonShape } from '#shared/contract/json.ts';
import { hypothesisKinds } from '#shared/domain/notebook.ts';
import { evidenceMarks, hypothesisStatuses } from '#shared/domain/postmortem.ts';
import { notebookEn } from '#shared/i18n/notebook.en.ts';
import { timeCell } from '../cells.ts';
import type { CommandCase, CommandContext } from '../context.ts';
import { withCase } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { parseChoice } from '../option-values.ts';
import { formatTable } from '../text-table.ts';

type Notes = Omit<JsonShape<'notebook'>, 'case'>;
type Shown = 'findings' | 'hypotheses';
interface Options {
  readonly json?: boolean;
}

export function runFindingAdd(
  context: CommandContext,
  path: string,
  text: string,
  options: Options & { readonly about?: string },
): Promise<ExitCode> {
  return run(context, path, 'write', 'findings', options, ({ client, handle }) =>
    client.notebook.addFinding({ case: handle, text, subject: options.about ?? null }),
  );
}

export function runFindingList(context: CommandContext, path: string, options: Options): Promise<ExitCode> {
  return run(context, path, 'read', 'findings', options, read);
}

export function runHypothesisAdd(
  context: CommandContext,
  path: string,
  claim: string,
  options: Options & { readonly kind: string; readonly predict?: string },
): Promise<ExitCode> {
  const kind = parseChoice('--kind', options.kind, hypothesisKinds);
  return run(context, path, 'write', 'hypotheses', options, ({ client, handle }) =>
    client.notebook.addHypothesis({ case: handle, kind, claim, prediction: options.predict ?? null }),
  );
}

export function runHypothesisList(
  context: CommandContext,
  path: string,
  options: Options,
): Promise<ExitCode> {
  return run(context, path, 'read', 'hypotheses', options, read);
}

export function runHypothesisStatus(
  context: CommandContext,
  path: string,
  given: { readonly id: string; readonly status: string },
  options: Options & { readonly why: string },
): Promise<ExitCode> {
  const status = parseChoice('status', given.status, hypothesisStatuses);
  return run(context, path, 'write', 'hypotheses', options, ({ client, handle }) =>
    client.notebook.setStatus({ case: handle, id: given.id, status, why: options.why }),
  );
}

export function runHypothesisEvidence(
  context: CommandContext,
  path: string,
  given: { readonly id: string; readonly mark: string; readonly text: string },
  options: Options & { readonly about?: string },
): Promise<ExitCode> {
  const { id, text } = given;
  const mark = parseChoice('mark', given.mark, evidenceMarks);
  return run(context, path, 'write', 'hypotheses', options, ({ client, handle }) =>
    client.notebook.addEvidence({ case: handle, id, mark, text, subject: options.about ?? null }),
  );
}

/** Says what was taken back or made again, since the list alone does not show it. */
export function runNotebookStep(
  context: CommandContext,
  path: string,
  what: 'undo' | 'redo',
  { json }: Options,
): Promise<ExitCode> {
  return withCase(context, path, 'write', async ({ client, handle }) => {
    const notes = await client.notebook[what]({ case: handle });
    const step = what === 'undo' ? notes.redo : notes.undo;
    if (json === true) context.out.json('notebook', { case: path, ...notes });
    else context.out.lines([notebookEn[what](notebookEn.step(step))]);
    return exitCodes.ok;
  });
}

function read({ client, handle }: CommandCase): Promise<Notes> {
  return client.notebook.read({ case: handle });
}

function run(
  context: CommandContext,
  path: string,
  mode: 'read' | 'write',
  shown: Shown,
  { json }: Options,
  work: (open: CommandCase) => Promise<Notes>,
): Promise<ExitCode> {
  return withCase(context, path, mode, async (open) => {
    const notes = await work(open);
    if (json === true) context.out.json('notebook', { case: path, ...notes });
    else
      context.out.lines(
        shown === 'findings' ? findingLines(notes, context) : hypothesisLines(notes, context),
      );
    return exitCodes.ok;
  });
}

function findingLines({ findings }: Notes, { out }: CommandContext): string[] {
  if (findings.length === 0) return ['No findings yet.'];
  const columns = [
    { title: 'no.' },
    { title: 'time (UTC)' },
    { title: 'finding', shrinks: true },
    { title: 'about' },
  ];
  const rows = findings.map(({ id, at, text, subject }) => [id, timeCell(at), text, subject ?? '']);
  return formatTable(columns, rows, out.width);
}

function hypothesisLines({ hypotheses }: Notes, { out }: CommandContext): string[] {
  if (hypotheses.length === 0) return ['No hypotheses yet.'];
  const columns = [
    { title: 'no.' },
    { title: 'status' },
    { title: 'kind' },
    { title: 'claim', shrinks: true },
    { title: 'why' },
    { title: 'for, against, missing' },
  ];
  const rows = hypotheses.map(({ id, status, kind, claim, history, evidence }) => [
    id,
    status,
    kind,
    claim,
    history.at(-1)?.why ?? '',
    evidenceMarks.map((mark) => evidence.filter((one) => one.mark === mark).length).join(', '),
  ]);
  return formatTable(columns, rows, out.width);
}
