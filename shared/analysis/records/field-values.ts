/** What the values of one field are: the most frequent ones, numbers, times. Memory is bounded. */
import { timeUnits, type FieldSummary, type TimeUnit } from '#shared/domain/records.ts';
import { hashBytes } from './hashes.ts';
import { valueKinds } from './object-parser.ts';
import { textOf } from './utf8-text.ts';
import { isNameOfTime, isoTime, unitOfNumber } from './value-times.ts';

/** Different values of one field that are counted apart: those that came first. */
export const MOST_VALUES = 256;
const TOP = 10;
/** Of the values, those that have to be times for the field to be one. */
const SHARE_OF_TIMES = 0.9;
const LONGEST_TEXT = 80;

/** Values that all fields together may still remember. */
export interface ValueBudget {
  left: number;
}

export class FieldValues {
  readonly #path: string;
  readonly #mayBeTime: boolean;
  readonly #budget: ValueBudget;
  readonly #values = new Map<number, { readonly text: string; count: number }>();
  #isCapped = false;
  /** Hardly a value comes twice: they are not compared any more. */
  #isScattered = false;
  #count = 0;
  /** Values that are no objects or arrays. */
  #simple = 0;
  #missed = 0;
  readonly #numbers = { count: 0, min: Infinity, max: -Infinity, sum: 0 };
  readonly #times = new Map<TimeUnit, { count: number; first: number; last: number }>();

  constructor(path: string, budget: ValueBudget) {
    this.#path = path;
    this.#mayBeTime = isNameOfTime(path);
    this.#budget = budget;
  }

  add(bytes: Uint8Array, start: number, end: number, kind: number): void {
    this.#count += 1;
    if (kind === valueKinds.nested || kind === valueKinds.none) return;
    this.#simple += 1;
    if (kind === valueKinds.string) this.#addTime('iso-8601', isoTime(bytes, start + 1, end - 1));
    else this.#addNumber(numberOf(bytes, start, end));
    if (this.#isScattered) return;
    const id = hashBytes(bytes, start, end);
    const known = this.#values.get(id);
    if (known !== undefined) known.count += 1;
    else if (this.#values.size < MOST_VALUES && this.#budget.left > 0) {
      this.#budget.left -= 1;
      const isString = kind === valueKinds.string;
      const text = textOf(bytes, isString ? start + 1 : start, isString ? end - 1 : end, LONGEST_TEXT);
      this.#values.set(id, { text, count: 1 });
    } else this.#miss();
  }

  #miss(): void {
    this.#isCapped = true;
    this.#missed += 1;
    if (this.#missed < 4 * MOST_VALUES || this.#missed * 2 < this.#simple) return;
    this.#isScattered = true;
    this.#budget.left += this.#values.size;
    this.#values.clear();
  }

  summary(): FieldSummary {
    const top = [...this.#values.values()].toSorted((one, other) => other.count - one.count).slice(0, TOP);
    const { count, min, max, sum } = this.#numbers;
    return {
      ...{ path: this.#path, count: this.#count, top: top.map((value) => ({ ...value })) },
      ...{ distinct: this.#isScattered ? MOST_VALUES : this.#values.size, isCapped: this.#isCapped },
      others: this.#simple - top.reduce((all, value) => all + value.count, 0),
      numbers: count === 0 ? null : { count, min, max, mean: sum / count },
      times: this.#timesOf(),
    };
  }

  #addNumber(value: number): void {
    if (!Number.isFinite(value)) return;
    const numbers = this.#numbers;
    numbers.count += 1;
    numbers.sum += value;
    if (value < numbers.min) numbers.min = value;
    if (value > numbers.max) numbers.max = value;
    if (!this.#mayBeTime) return;
    const time = unitOfNumber(value);
    if (time !== undefined) this.#addTime(time.unit, time.ms);
  }

  #addTime(unit: TimeUnit, ms: number): void {
    if (!Number.isFinite(ms)) return;
    const times = this.#times.get(unit);
    if (times === undefined) this.#times.set(unit, { count: 1, first: ms, last: ms });
    else {
      times.count += 1;
      if (ms < times.first) times.first = ms;
      if (ms > times.last) times.last = ms;
    }
  }

  #timesOf(): FieldSummary['times'] {
    for (const unit of timeUnits) {
      const times = this.#times.get(unit);
      if (times !== undefined && times.count >= this.#count * SHARE_OF_TIMES) {
        return { unit, firstMs: times.first, lastMs: times.last };
      }
    }
    return null;
  }
}

/** NaN where it is none. */
function numberOf(bytes: Uint8Array, start: number, end: number): number {
  if (end - start > 15) return Number(textOf(bytes, start, end));
  let value = 0;
  for (let at = start; at < end; at++) {
    const digit = (bytes[at] as number) - 0x30;
    if (digit < 0 || digit > 9) return Number(textOf(bytes, start, end));
    value = value * 10 + digit;
  }
  return value;
}
