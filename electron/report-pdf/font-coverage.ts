/**
 * Which characters the report's font has. What it lacks would be an empty box on paper; the report writes the
 * code point instead. Source: OpenType specification, table `cmap`, formats 4 and 12.
 */
export interface FontCoverage {
  readonly has: (codePoint: number) => boolean;
}

/** Ranges `[first, last]` of code points, sorted by first. */
type Ranges = readonly (readonly [number, number])[];

/** @throws RangeError where `font` is no font or has no Unicode character map. */
export function readFontCoverage(font: Uint8Array): FontCoverage {
  const view = new DataView(font.buffer, font.byteOffset, font.byteLength);
  const cmap = findTable(view, 'cmap');
  const formats = new Map<number, number>();
  for (let index = 0; index < view.getUint16(cmap + 2); index += 1) {
    const subtable = cmap + view.getUint32(cmap + 4 + index * 8 + 4);
    formats.set(view.getUint16(subtable), subtable);
  }
  const wide = formats.get(12);
  const narrow = formats.get(4);
  if (wide !== undefined) return coverageOf(rangesOfFormat12(view, wide));
  if (narrow !== undefined) return coverageOf(rangesOfFormat4(view, narrow));
  throw new RangeError('the font has no Unicode character map');
}

function findTable(view: DataView, wanted: string): number {
  for (let index = 0; index < view.getUint16(4); index += 1) {
    const record = 12 + index * 16;
    const tag = String.fromCharCode(...[0, 1, 2, 3].map((byte) => view.getUint8(record + byte)));
    if (tag === wanted) return view.getUint32(record + 8);
  }
  throw new RangeError(`the font has no table ${wanted}`);
}

/** Groups of (first, last, glyph of the first), each three 32-bit numbers. */
function rangesOfFormat12(view: DataView, table: number): Ranges {
  return Array.from({ length: view.getUint32(table + 12) }, (_, index) => {
    const group = table + 16 + index * 12;
    return [view.getUint32(group), view.getUint32(group + 4)] as const;
  });
}

/** Parallel arrays of last and first code units; the final segment, 0xFFFF, is a sentinel. */
function rangesOfFormat4(view: DataView, table: number): Ranges {
  const doubled = view.getUint16(table + 6);
  const lasts = table + 14;
  const firsts = lasts + doubled + 2;
  return Array.from({ length: doubled / 2 - 1 }, (_, index) => [
    view.getUint16(firsts + index * 2),
    view.getUint16(lasts + index * 2),
  ]);
}

function coverageOf(ranges: Ranges): FontCoverage {
  return {
    has: (codePoint) => {
      let low = 0;
      let high = ranges.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        const range = ranges[middle];
        if (range === undefined || codePoint < range[0]) high = middle;
        else if (codePoint > range[1]) low = middle + 1;
        else return true;
      }
      return false;
    },
  };
}
