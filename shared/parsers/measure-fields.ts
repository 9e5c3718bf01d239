/** `Name: kB` fields of one process, as its measures: what status and smaps_rollup share. */
import type { ParsedMeasure, ProcessMeasure } from '#shared/domain/parsed.ts';
import { type FieldLine, readFieldValue } from './field-line.ts';
import type { ProblemLog } from './problem-log.ts';

export class MeasureReader {
  readonly measures: ParsedMeasure[] = [];
  readonly #lines = new Map<string, number>();
  readonly #measureOf: Readonly<Record<string, ProcessMeasure>>;
  readonly #problems: ProblemLog;

  constructor(measureOf: Readonly<Record<string, ProcessMeasure>>, problems: ProblemLog) {
    this.#measureOf = measureOf;
    this.#problems = problems;
  }

  /** Fields without a measure are left alone; of a field that comes twice the first one counts. */
  take(field: FieldLine, text: string, line: number, terminated: boolean): void {
    const before = this.#lines.get(field.name);
    if (before !== undefined) {
      this.#problems.add(line, 'duplicate', text, `line ${before} counts`);
      return;
    }
    this.#lines.set(field.name, line);
    const measure = this.#measureOf[field.name];
    if (measure === undefined) return;
    const { field: value, flags } = readFieldValue(field, 'bytes', !terminated);
    for (const flag of flags) this.#problems.add(line, flag.reason, text, flag.detail);
    if (value !== undefined) this.measures.push({ measure, bytes: value.value, line });
  }
}
