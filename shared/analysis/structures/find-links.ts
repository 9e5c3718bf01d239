/** What the chunks in use of a process lead to. */
import type { ProcessLinks } from '#shared/domain/links.ts';
import { findLists } from './find-lists.ts';
import { findPointerTables } from './find-pointer-tables.ts';
import { UsedChunks, type LinkInput } from './used-chunks.ts';

export function findLinks(inputs: readonly LinkInput[]): ProcessLinks {
  const chunks = new UsedChunks(inputs);
  return { lists: findLists(chunks), tables: findPointerTables(chunks) };
}
