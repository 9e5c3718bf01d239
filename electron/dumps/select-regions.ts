/** From what a person asked for to ranges of a process. */
import { AppError } from '#shared/errors/app-error.ts';
import type { DumpRegion, DumpSelection } from '#shared/contract/dumps.ts';
import type { Region, RegionClass } from '#shared/domain/memory.ts';
import { parseAddress, toAddressText } from '#shared/units/address.ts';
import type { Address } from '#shared/units/address.ts';

/** Reading these asks a driver or the kernel, not memory. */
const never: ReadonlySet<RegionClass> = new Set(['device', 'kernel-special']);

export interface Selected {
  readonly start: Address;
  readonly end: Address;
  readonly region: DumpRegion;
}

/** In the order of addresses. @throws dump.no-such-region, input.bad-option */
export function selectRegions(
  regions: readonly Region[],
  selection: DumpSelection,
  pageBytes: number,
): Selected[] {
  const selected =
    selection.kind === 'range'
      ? selection.ranges.map((range) => ofRange(regions, range, pageBytes))
      : choose(regions, selection).map(whole);
  if (selected.length > 0) return selected.toSorted((x, y) => (x.start < y.start ? -1 : 1));
  throw new AppError('dump.no-such-region', 'The process has no region of this kind with anything in it.');
}

function choose(
  regions: readonly Region[],
  selection: Exclude<DumpSelection, { kind: 'range' }>,
): readonly Region[] {
  const filled = regions.filter((region) => !never.has(region.class) && isFilled(region));
  if (selection.kind === 'class') return filled.filter((region) => selection.classes.includes(region.class));
  return filled.toSorted((x, y) => amount(y) - amount(x)).slice(0, selection.count);
}

function isFilled({ rssBytes, swapBytes }: Region): boolean {
  return rssBytes === null || rssBytes > 0 || (swapBytes ?? 0) > 0;
}

/** Files can be read elsewhere: what the process made itself counts first. */
function amount({ anonymousBytes, rssBytes }: Region): number {
  return anonymousBytes ?? rssBytes ?? 0;
}

function whole(region: Region): Selected {
  const { start, end, path, sizeBytes, rssBytes, swapBytes } = region;
  return {
    start,
    end,
    region: {
      start: toAddressText(start),
      end: toAddressText(end),
      class: region.class,
      path,
      sizeBytes,
      rssBytes,
      swapBytes,
    },
  };
}

/** Rounded out to pages. A range over several regions is theirs together; holes between them are absent pages. */
function ofRange(
  regions: readonly Region[],
  range: { readonly start: string; readonly end: string },
  pageBytes: number,
): Selected {
  const page = BigInt(pageBytes);
  const start = ((parseAddress(range.start) ?? 0n) / page) * page;
  const end = (((parseAddress(range.end) ?? 0n) + page - 1n) / page) * page;
  const met = regions.filter((region) => region.start < end && region.end > start);
  if (end <= start) {
    throw new AppError('input.bad-option', 'A range must end after it starts.', { option: '--region' });
  }
  if (met.length === 0) {
    throw new AppError(
      'dump.no-such-region',
      `The process has nothing mapped at ${range.start}-${range.end}.`,
      { start: range.start, end: range.end },
    );
  }
  const refused = met.find((region) => never.has(region.class));
  if (refused !== undefined) {
    throw new AppError('dump.no-such-region', `${refused.path} is not memory of the process.`, {
      path: refused.path,
    });
  }
  const only = met.length === 1 ? met[0] : undefined;
  const isAll = only?.start === start && only.end === end;
  return {
    start,
    end,
    region: {
      start: toAddressText(start),
      end: toAddressText(end),
      class: only?.class ?? null,
      path: only?.path ?? '',
      sizeBytes: Number(end - start),
      rssBytes: isAll ? only.rssBytes : null,
      swapBytes: isAll ? only.swapBytes : null,
    },
  };
}
