/** Chunks in use that are mostly pointers to other chunks in use. */
import type { PointerTable } from '#shared/domain/links.ts';
import type { UsedChunks } from './used-chunks.ts';

/** Fewer are any structure's members. */
export const LEAST_POINTERS = 64;
const MOST_TABLES = 20;

export function findPointerTables(chunks: UsedChunks): PointerTable[] {
  const found: PointerTable[] = [];
  for (let row = 0; row < chunks.count; row++) {
    if (chunks.userBytes(row) < LEAST_POINTERS * 8) continue;
    const table = tableAt(chunks, row);
    if (table !== undefined) found.push(table);
  }
  return found.toSorted((one, other) => other.targets - one.targets).slice(0, MOST_TABLES);
}

/** Of the words that are not zero, more than half point to chunks' starts. */
function tableAt(chunks: UsedChunks, row: number): PointerTable | undefined {
  const targets: number[] = [];
  const words = Math.floor(chunks.userBytes(row) / 8);
  let others = 0;
  for (let at = 0; at < words; at++) {
    const word = chunks.word(row, at * 8);
    if (word === 0) continue;
    const target = chunks.rowAt(word);
    if (target !== -1 && target !== row && chunks.start(target) === word) targets.push(target);
    else others += 1;
    // So many that it is none, whatever follows.
    if (others > words / 2) return undefined;
  }
  if (targets.length < LEAST_POINTERS || others >= targets.length) return undefined;
  const distinct = new Set(targets);
  let targetBytes = 0;
  for (const target of distinct) targetBytes += chunks.chunkBytes(target);
  return {
    address: BigInt(chunks.start(row)),
    chunkBytes: chunks.chunkBytes(row),
    ...{ pointers: targets.length, targets: distinct.size, targetBytes },
  };
}
