/** The options of a memory dump, from text. */
import { dumpMethods } from '#shared/contract/dumps.ts';
import type { DumpSelection } from '#shared/contract/dumps.ts';
import { regionClasses } from '#shared/domain/memory.ts';
import type { RegionClass } from '#shared/domain/memory.ts';
import { AppError } from '#shared/errors/app-error.ts';
import { parseAddressRange } from '#shared/units/address.ts';
import { parseChoice, parseCount } from './option-values.ts';

export interface SelectionOptions {
  readonly region?: readonly string[];
  readonly class?: readonly string[];
  readonly top?: string;
}

/** What people say, besides the names of the classes themselves. */
const short: Readonly<Record<string, RegionClass>> = {
  arena: 'arena-heap',
  heap: 'main-heap',
  mmap: 'large-anonymous',
  stack: 'thread-stack',
  shared: 'shared-memory',
};

/** Exactly one of the three. @throws input.bad-option */
export function parseSelection(options: SelectionOptions): DumpSelection {
  const { region = [], class: classes = [], top } = options;
  const given = [region.length > 0, classes.length > 0, top !== undefined].filter(Boolean).length;
  if (given !== 1) {
    throw new AppError('input.bad-option', 'Say what to dump: --region, --class or --top, one of them.', {
      option: '--region',
    });
  }
  if (region.length > 0) return { kind: 'range', ranges: region.map(parseRange) };
  if (classes.length > 0) {
    const names = classes.flatMap((text) => text.split(','));
    return { kind: 'class', classes: names.map((name) => short[name] ?? parseClass(name)) };
  }
  const count = parseCount('--top', top ?? '');
  if (count >= 1 && count <= 64) return { kind: 'top', count };
  throw new AppError('input.bad-option', '--top takes a number from 1 to 64.', { option: '--top' });
}

export function parseMethod(text: string): (typeof dumpMethods)[number] {
  return parseChoice('--method', text, dumpMethods);
}

function parseClass(name: string): RegionClass {
  const found = regionClasses.find((known) => known === name);
  if (found !== undefined) return found;
  const known = [...Object.keys(short), ...regionClasses].join(', ');
  throw new AppError('input.bad-option', `--class takes one of ${known}, not "${name}".`, {
    option: '--class',
    value: name,
  });
}

function parseRange(text: string): { start: string; end: string } {
  const range = parseAddressRange(text);
  if (range !== undefined) return range;
  throw new AppError('input.bad-option', `--region takes 0xSTART-0xEND, not "${text}".`, {
    option: '--region',
    value: text,
  });
}
