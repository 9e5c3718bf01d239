/** Memory that was made to keep a walk busy. */
import { integer, seededRandom } from '#test/prove/generate/random.ts';

const START = 0x7fff_d800_0000;

export interface Adversary {
  readonly what: string;
  readonly start: bigint;
  readonly bytes: Buffer;
}

/** One after the other; each of `bytes`, a multiple of 4096 from 1 MiB to 64 MiB. */
export function* adversaries(bytes: number, seed = 1): Generator<Adversary> {
  const random = seededRandom(seed);
  const make = (what: string, fill: (view: DataView, at: number) => void, isHeap = true): Adversary => {
    const buffer = Buffer.alloc(bytes);
    const view = new DataView(buffer.buffer, buffer.byteOffset, bytes);
    for (let at = 0; at + 16 <= bytes; at += 16) fill(view, at);
    if (isHeap) [START + 0x30, 0, bytes, bytes, 4096, 0].forEach((word, i) => put(view, i * 8, word));
    return { what, start: BigInt(START), bytes: buffer };
  };
  const isTo = (at: number, value: number) => Math.min(value, bytes - at);
  const large = (flags: number) => (view: DataView, at: number) =>
    put(view, at + 8, isTo(at, 16 * integer(random, 2, 65_536)) + flags);
  yield make('each word the size of a small chunk', (view, at) => put(view, at + 8, 0x25));
  yield make('each word the size of some chunk in a heap', large(5));
  yield make('each word the size of some chunk anywhere', large(1), false);
  yield make('chains of seven', (view, at) => put(view, at + 8, at % 256 < 32 ? 3 : 0x25));
  yield make(
    'chains of 63 anywhere, which run into one another',
    (view, at) => put(view, at + 8, at % 1024 < 32 ? 3 : 0x21),
    false,
  );
  yield make('sizes that lead far, each eighth wrong', (view, at) =>
    put(view, at + 8, random() < 0.125 ? 3 : isTo(at, 16 * integer(random, 2, 65_536)) + 5),
  );
  yield make(
    'sizes that lead far anywhere, a few wrong',
    (view, at) => put(view, at + 8, random() < 0.03 ? 3 : isTo(at, 16 * integer(random, 2, 4096)) + 1),
    false,
  );
  yield make('nine chunks and a damage', (view, at) => put(view, at + 8, at % 320 < 32 ? 2 : 0x25));
  yield make('sizes that lead to themselves', (view, at) => put(view, at + 8, at % 64 === 0 ? 5 : 0));
  yield make(
    'each word an empty bin',
    (view, at) => {
      put(view, at, START + at - 16);
      put(view, at + 8, START + at - 16);
    },
    false,
  );
  yield make('each second word points to a cache', (view, at) => {
    put(view, at, START + ((at * 7) % bytes));
    put(view, at + 8, at % 32 === 0 ? 0x25 : START + 0x110);
  });
  yield make('caches full of lists', (view, at) => put(view, at + 8, at % 0x290 === 0 ? 0x295 : 0x1_0001));
  yield make(
    'headers of large blocks on each page',
    (view, at) => put(view, at + 8, at % 4096 === 0 ? 0x1002 : 0),
    false,
  );
  yield make(
    'noise',
    (view, at) => {
      put(view, at, integer(random, 0, 2 ** 48));
      put(view, at + 8, integer(random, 0, 2 ** 28));
    },
    false,
  );
  yield make('text', (view, at) => put(view, at + 8, 0x6161_6161_6161), false);
  yield make('zeros', () => undefined, false);
}

function put(view: DataView, at: number, value: number): void {
  view.setUint32(at, value % 2 ** 32, true);
  view.setUint32(at + 4, Math.floor(value / 2 ** 32), true);
}
