/** What redaction would take out of a report: each value once, by its label, with where it stands and never itself. */
import { selectSides } from '#shared/analysis/select-sides.ts';
import type { RedactionHit, RedactionReview, ReportRequest } from '#shared/contract/reports.ts';
import { AppError } from '#shared/errors/app-error.ts';
import { reportRedactor } from '#shared/report/build-report.ts';
import { placeOf } from '#shared/report/evidence-place.ts';
import { mapEvidenceText, redactionOrder, type Labelled, type Redactor } from '#shared/report/redact.ts';
import type { ReportInput } from '#shared/report/report-input.ts';
import type { ReadableCase } from '#electron/casefile/types.ts';
import { caseTables } from './export/case-tables.ts';
import { needsZip } from './export/evidence-zip.ts';
import { evidenceTextsOf, learnTables } from './export/redact-tables.ts';
import { checkedReader } from './check-sources.ts';
import { readReportInput } from './report-input.ts';
import { caseLabels } from './report-labels.ts';
import type { CancelSignal, Job } from './types.ts';

/** Places told of one value. */
const PLACES_TOLD = 5;

/**
 * Phases `evidence`, `redaction`. Nothing is laid out and nothing written.
 * @throws job.cancelled and what `readReportInput` throws
 */
export async function* reviewRedaction(
  file: ReadableCase,
  request: ReportRequest,
  signal: CancelSignal,
): Job<RedactionReview> {
  yield { phase: 'evidence', done: 0, total: 2, unit: 'items' };
  const input = await readReportInput(file, request, signal);
  yield { phase: 'redaction', done: 1, total: 2, unit: 'items' };
  return { hits: [...findings(file, request, input).values()].map(({ hit }) => hit).toSorted(byClass) };
}

/**
 * The values that labels of the case stand for.
 * @throws input.bad-option for a label that this report has not, and for one of a word that was asked for
 */
export function keptValues(file: ReadableCase, request: ReportRequest, input: ReportInput): string[] {
  if (request.keep === undefined || request.keep.length === 0) return [];
  const found = findings(file, { ...request, keep: undefined }, input);
  return request.keep.map((asked) => {
    const label = `[${asked.replace(/^\[|\]$/g, '').toUpperCase()}]`;
    const one = found.get(label);
    if (one === undefined || one.hit.class === 'word') {
      const why =
        one === undefined ? 'is no label of this report; --review lists them' : 'is a word that you named';
      throw new AppError('input.bad-option', `--keep ${asked} ${why}.`, { label: asked });
    }
    return one.value;
  });
}

interface Found {
  readonly value: string;
  readonly hit: RedactionHit;
}

function findings(file: ReadableCase, request: ReportRequest, input: ReportInput): Map<string, Found> {
  const found = new Map<string, Found>();
  let place: string = '';
  const note = ({ class: kind, value, label }: Labelled): void => {
    const { hit } = found.get(label) ?? {
      hit: { class: kind, label, hint: hintOf(value), places: 0, where: [] as string[] },
    };
    const where =
      hit.where.includes(place) || hit.where.length === PLACES_TOLD ? hit.where : [...hit.where, place];
    found.set(label, { value, hit: { ...hit, places: hit.places + 1, where } });
  };
  const kept = request.keep === undefined ? [] : keptValues(file, request, input);
  const options = { code: caseLabels(file), words: request.redactWord ?? [], kept, onLabel: note };
  const redactor = reportRedactor(input, options);
  const tables = needsZip(input) ? tablesOf(file, request, input) : [];
  // In the order of the report itself: labels come out the same.
  learnTables(redactor, tables);
  for (const table of tables) {
    place = `${table.name}.csv`;
    for (const text of new Set(evidenceTextsOf(table))) redactor.redact(text);
  }
  reviewInput(input, redactor, (at) => (place = at));
  return found;
}

function reviewInput(input: ReportInput, redactor: Redactor, say: (place: string) => void): void {
  mapEvidenceText(input, (text) => {
    redactor.learn(text);
    return text;
  });
  mapEvidenceText(input, (text, at) => {
    say(placeOf(at));
    return redactor.redact(text);
  });
}

function tablesOf(file: ReadableCase, request: ReportRequest, input: ReportInput) {
  const sides = selectSides(file.snapshots(), request, (snapshot) => checkedReader(file, snapshot));
  const compared = new Set([...sides.a.sources, ...(sides.b?.sources ?? [])].map(({ id }) => id));
  return caseTables(file, sides, input.explanation, compared);
}

/** Enough to know it by for whoever has the case, and nothing for whoever has not. */
function hintOf(value: string): string {
  const kinds = [
    ['letters', /[A-Za-z]/],
    ['digits', /\d/],
    ['Chinese', /\p{Script=Han}/u],
    ['other', /[^A-Za-z\d\p{Script=Han}]/u],
  ] as const;
  const has = kinds.flatMap(([name, pattern]) => (pattern.test(value) ? [name] : []));
  const length = Array.from(value).length;
  return `${length} characters: ${has.join(', ')}`;
}

function byClass(one: RedactionHit, other: RedactionHit): number {
  return redactionOrder(one.class) - redactionOrder(other.class) || other.places - one.places;
}
