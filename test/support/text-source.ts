/** Sources for parser tests: from text, bytes or a fixture; and one that counts what is decoded. */
import { readFileSync } from 'node:fs';
import type { TextSource } from '#shared/parsers/text-source.ts';

const decoder = new TextDecoder();
const encoder = new TextEncoder();

export function sourceOf(content: string | Uint8Array, firstLine = 1): TextSource {
  const bytes = typeof content === 'string' ? encoder.encode(content) : content;
  return { bytes, decode: (part) => decoder.decode(part), firstLine };
}

/** A file below `test/fixtures`. */
export function fixtureSource(path: string): TextSource {
  return sourceOf(fixtureBytes(path));
}

export function fixtureBytes(path: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`../fixtures/${path}`, import.meta.url)));
}

export function fixtureText(path: string): string {
  return decoder.decode(fixtureBytes(path));
}

/** Counts calls and bytes of decoding: the work of a parser that a clock need not measure. */
export function countingSource(content: string): {
  source: TextSource;
  work: { calls: number; bytes: number };
} {
  const work = { calls: 0, bytes: 0 };
  const plain = sourceOf(content);
  const decode = (part: Uint8Array): string => {
    work.calls += 1;
    work.bytes += part.length;
    return plain.decode(part);
  };
  return { source: { ...plain, decode }, work };
}
