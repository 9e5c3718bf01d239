/** What a search asks for, as a way to go through memory. */
import { setFlagsFromString } from 'node:v8';
import { searchMemory, type SearchStep } from '#shared/analysis/search/search-memory.ts';
import { parseHexPattern, textPatterns } from '#shared/analysis/search/search-patterns.ts';
import { parseSearchAddress, searchAddress } from '#shared/analysis/search/search-address.ts';
import { compileRegex, searchRegex } from '#shared/analysis/search/search-regex.ts';
import type { SearchRequest } from '#shared/contract/search.ts';
import type { MemoryReader } from '#shared/domain/heap.ts';
import { gbkBytes } from './gbk-bytes.ts';

export type Search = (memory: MemoryReader) => Generator<SearchStep>;

/** What can be wrong with a pattern is found before anything is read. @throws input.bad-option */
export function compileSearch({
  kind,
  pattern,
  ignoreCase,
}: Pick<SearchRequest, 'kind' | 'pattern' | 'ignoreCase'>): Search {
  if (kind === 'regex') {
    boundBacktracking();
    compileRegex(pattern, ignoreCase);
    return (memory) => searchRegex(memory, pattern, { ignoreCase, toLatin1 });
  }
  if (kind === 'address') {
    const address = parseSearchAddress(pattern);
    return (memory) => searchAddress(memory, address, { indexOf });
  }
  const patterns =
    kind === 'hex' ? [parseHexPattern(pattern)] : textPatterns(pattern, ignoreCase, gbkBytes(pattern));
  return (memory) => searchMemory(memory, patterns, { indexOf });
}

/** Where an expression begins to try the same ways again and again, V8 goes on in linear time if it can. */
function boundBacktracking(): void {
  setFlagsFromString('--enable-experimental-regexp-engine-on-excessive-backtracks');
}

export function toLatin1(bytes: Uint8Array): string {
  return asBuffer(bytes).toString('latin1');
}

export function indexOf(bytes: Uint8Array, needle: Uint8Array, from: number): number {
  return asBuffer(bytes).indexOf(needle, from);
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
