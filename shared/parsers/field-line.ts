/**
 * `Name:   1234 kB`: the line that meminfo (fs/proc/meminfo.c), status (fs/proc/array.c), smaps and
 * smaps_rollup (fs/proc/task_mmu.c) share.
 */
import type { ProblemReason } from '#shared/errors/problem.ts';
import { colonDamage } from './damage.ts';
import { readCount, readKilobyteUnit, readKilobytes } from './damaged-text.ts';

/** A name and the words behind its colon, as they stand. */
export interface FieldLine {
  readonly name: string;
  readonly words: readonly string[];
  readonly rest: string;
  readonly damagedColon: boolean;
}

// Active(anon):    412100 kB
const FIELD = /^\s{0,80}([A-Za-z_][\w()]{0,60})\s{0,8}([:：︰∶])(.*)$/u;

/** Undefined where the line has no `Name:`. */
export function splitField(text: string): FieldLine | undefined {
  const match = FIELD.exec(text);
  if (match === null) return undefined;
  const rest = match[3]!.trim();
  return {
    name: match[1]!,
    words: rest === '' ? [] : rest.split(/\s+/, 8),
    rest,
    damagedColon: colonDamage.test(match[2]!),
  };
}

export interface FieldValue {
  readonly value: number;
  readonly unit: 'bytes' | 'count';
}

export interface FieldReading {
  /** Undefined where the number cannot be trusted. */
  readonly field?: FieldValue;
  readonly flags: readonly { readonly reason: ProblemReason; readonly detail?: string }[];
}

/**
 * Reads the value of a field. `expects` says what the field is when its unit is lost: a known field in kB
 * is read as kB and flagged; a line that the input's end may have cut is not read.
 */
export function readFieldValue(
  line: FieldLine,
  expects: 'bytes' | 'count' | 'unknown',
  cut: boolean,
): FieldReading {
  const [number, unitWord, extra] = line.words;
  if (number === undefined)
    return { flags: [{ reason: cut ? 'truncated' : 'missing-column', detail: 'no value' }] };
  const flags: { reason: ProblemReason; detail?: string }[] = [];
  if (line.damagedColon) flags.push({ reason: 'damaged-label', detail: 'colon of a wide font' });
  if (extra !== undefined)
    flags.push({ reason: 'moved-column', detail: 'more words than a value and its unit' });

  const unit = unitWord === undefined ? undefined : readKilobyteUnit(unitWord);
  if (unit?.damaged) flags.push({ reason: 'damaged-label', detail: `unit ${unitWord} read as kB` });
  if (unit === undefined && expects === 'bytes' && cut) return { flags: [...flags, { reason: 'truncated' }] };
  if (unitWord !== undefined && unit === undefined) {
    if (extra === undefined)
      flags.push({ reason: 'moved-column', detail: `no unit: ${unitWord.slice(0, 40)}` });
  } else if (unit === undefined && expects === 'bytes') {
    flags.push({ reason: 'missing-column', detail: 'unit lost, read as kB' });
  }

  const isBytes = unit !== undefined || expects === 'bytes';
  const reading = isBytes ? readKilobytes(number) : readCount(number);
  if (reading === undefined)
    return { flags: [...flags, { reason: 'bad-number', detail: number.slice(0, 60) }] };
  if (reading.damaged)
    flags.push({
      reason: 'damaged-digit',
      detail: `read as ${isBytes ? reading.value / 1024 : reading.value}`,
    });
  return { field: { value: reading.value, unit: isBytes ? 'bytes' : 'count' }, flags };
}
