/** Which shape a record has: the set of its keys, nested ones as dotted paths, whatever their order. */
import { joined } from './hashes.ts';
import { textOf } from './utf8-text.ts';
import type { FoundRecord } from './scan-records.ts';
import type { Members } from './object-parser.ts';

/** Shapes that are told apart; what comes later belongs to none. */
export const MOST_SHAPES = 4096;
/** Orders of keys that are remembered; beyond them a record's keys are read again. */
const MOST_LAYOUTS = 65_536;
const MOST_CUTS = 65_536;
const MOST_KEYS = 512;

export interface Shape {
  readonly id: number;
  readonly keys: readonly string[];
}

/** Keys of cut records, to be assigned when all shapes are known. */
interface Cut {
  readonly keys: readonly string[];
  readonly isHead: boolean;
}

/** One order of members. */
export interface Layout {
  /** −1 beyond `MOST_SHAPES`. */
  readonly shape: number;
  /** Index of the key in the shape, by member. */
  readonly fields: Int32Array;
}

export class Shapes {
  readonly all: Shape[] = [];
  readonly #byKeys = new Map<string, number>();
  readonly #layouts = new Map<number, Layout>();
  readonly #cuts: Cut[] = [];
  readonly #cutIds = new Map<number, number>();

  /** Of a whole record. */
  layoutOf({ bytes, parser }: FoundRecord): Layout {
    const id = joined(parser.hash1, parser.hash2);
    const known = this.#layouts.get(id);
    if (known !== undefined) return known;
    const paths = pathsOf(bytes, parser.members, parser.level);
    const keys = [...new Set(paths)];
    const shape = this.#shapeOf(keys);
    const index = new Map((this.all[shape]?.keys ?? []).map((key, at) => [key, at]));
    const layout = { shape, fields: Int32Array.from(paths, (path) => index.get(path) ?? -1) };
    if (this.#layouts.size === MOST_LAYOUTS) this.#layouts.clear();
    this.#layouts.set(id, layout);
    return layout;
  }

  /** Of a cut one, for `resolve`: −2 and below; −1 where there are too many kinds of them. */
  cutOf({ bytes, parser }: FoundRecord, isHead: boolean): number {
    const id = joined(parser.hash1 ^ (isHead ? 1 : 2) ^ (parser.level << 8), parser.hash2);
    const known = this.#cutIds.get(id);
    if (known !== undefined) return known;
    if (this.#cuts.length === MOST_CUTS) return -1;
    const keys = [...new Set(pathsOf(bytes, parser.members, parser.level))];
    this.#cuts.push({ keys, isHead });
    this.#cutIds.set(id, -1 - this.#cuts.length);
    return -1 - this.#cuts.length;
  }

  /** Shape of each kind of cut record, by −2 − its id; −1 where it is not one alone. */
  resolve(): Int32Array {
    return Int32Array.from(this.#cuts, (cut) => this.#shapeOfCut(cut));
  }

  #shapeOf(keys: readonly string[]): number {
    const set = keys.toSorted().join('\0');
    const known = this.#byKeys.get(set);
    if (known !== undefined) return known;
    if (this.all.length === MOST_SHAPES) return -1;
    const id = this.all.length;
    this.all.push({ id, keys });
    this.#byKeys.set(set, id);
    return id;
  }

  /** The one shape that has these keys at its beginning, or its end; else the one that has them at all. */
  #shapeOfCut({ keys, isHead }: Cut): number {
    if (keys.length === 0) return -1;
    const atEdge = this.all.filter((shape) => isAtEdge(shape.keys, keys, isHead));
    if (atEdge.length > 0) return atEdge.length === 1 ? (atEdge[0]?.id ?? -1) : -1;
    const within = this.all.filter((shape) =>
      keys.every((key) => shape.keys.some((one) => isSame(one, key))),
    );
    return within.length === 1 ? (within[0]?.id ?? -1) : -1;
  }
}

function isAtEdge(shape: readonly string[], keys: readonly string[], isHead: boolean): boolean {
  if (keys.length > shape.length) return false;
  const from = isHead ? 0 : shape.length - keys.length;
  return keys.every((key, at) => isSame(shape[from + at] ?? '', key));
}

/** `*.version`, a key of an object whose own key is lost, is `tls.version`. */
function isSame(path: string, key: string): boolean {
  return path === key || (key.startsWith('*.') && path.endsWith(key.slice(1)));
}

/** Paths by member: `tls.version`, `items[].id`, `*.id` where the owner's key is lost. */
export function pathsOf(bytes: Uint8Array, members: Members, level: number): string[] {
  const paths: string[] = [];
  const outermost = Math.max(0, level - 1);
  for (let member = 0; member < Math.min(members.count, MOST_KEYS); member++) {
    const key = textOf(bytes, members.keyStarts[member] as number, members.keyEnds[member] as number);
    const parent = members.parents[member] as number;
    const owner = paths[parent];
    const isLost = owner === undefined && (members.levels[member] as number) < outermost;
    const joint = members.listed[member] === 1 ? '[].' : '.';
    paths.push(isLost ? `*.${key}` : owner === undefined ? key : `${owner}${joint}${key}`);
  }
  return paths;
}
