/** Blocks a report that holds what was redacted. */
import { AppError } from '#shared/errors/app-error.ts';
import { buildReport } from '#shared/report/build-report.ts';
import { mapEvidenceText, type Redactor } from '#shared/report/redact.ts';
import type { ReportInput, ReportOptions } from '#shared/report/report-input.ts';
import { authorWords } from '#shared/report/redaction/author-words.ts';
import { createValueSearch } from '#shared/report/redaction/value-search.ts';
import { findLeaks, placesOfPdf, type Leak, type Place } from '#electron/report-pdf/find-leaks.ts';

/** Named in the error; a report that leaks leaks on many pages. */
const PLACES_TOLD = 5;
const LETTERS = /^\p{L}+$/u;

/**
 * Searches the finished PDF and everything that goes with it.
 * @param more what goes with it
 * @throws report.leak; report.render-failed where the file cannot be read back
 */
export function checkReport(
  pdf: Uint8Array,
  more: readonly Place[],
  redactor: Redactor,
  input: ReportInput,
  options: ReportOptions,
): void {
  if (!options.redact) return;
  const originals = redactor.originals();
  if (originals.length === 0) return;
  const leaks = findLeaks(originals, [...readBack(pdf), ...more]);
  const serious = withoutOwnWords(leaks, input, options);
  if (serious.length > 0) throw leakError(serious);
}

function readBack(pdf: Uint8Array): Place[] {
  try {
    return placesOfPdf(pdf);
  } catch (error) {
    const reason = String(error).slice(0, 200);
    throw new AppError(
      'report.render-failed',
      `The finished report could not be checked: ${reason}`,
      { reason },
      error,
    );
  }
}

/**
 * A user may be called `memory`. A plain word that the same report has without any text from evidence is a word of
 * ours; nothing but letters is ever excused.
 */
function withoutOwnWords(leaks: readonly Leak[], input: ReportInput, options: ReportOptions): Leak[] {
  const words = leaks.map(({ value }) => value).filter((value) => LETTERS.test(value));
  if (words.length === 0) return [...leaks];
  const blank = mapEvidenceText(input, () => '');
  const own = JSON.stringify(buildReport(blank, { ...options, redact: false }));
  const excused = new Set(createValueSearch(words)(own).map(({ value }) => value));
  return leaks.filter(
    ({ class: kind, value }) =>
      !excused.has(value) && !(kind === 'word' && LETTERS.test(value) && authorWords([value]).isIn(own)),
  );
}

/** Says what kind of value is where; never the value. */
function leakError(leaks: readonly Leak[]): AppError {
  const classes = [...new Set(leaks.map((leak) => leak.class))];
  const places = [...new Set(leaks.map(({ place }) => place))];
  const told = places.slice(0, PLACES_TOLD).join(', ') + (places.length > PLACES_TOLD ? ', …' : '');
  const values = new Set(leaks.map(({ value }) => value)).size;
  return new AppError(
    'report.leak',
    `The report was not written: ${values} redacted values (${classes.join(', ')}) are still in it (${told}).`,
    { values, classes: classes.join(', '), places: told },
  );
}
