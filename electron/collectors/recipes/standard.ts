/**
 * `standard`: quick, and every region of the processes that matter. Reading smaps walks all page tables of a
 * process under its mmap lock and can make it wait: few processes, one at a time, at the lowest priority.
 */
import { MiB } from '#shared/units/bytes.ts';
import { fileItem } from './item.ts';
import type { RecipeItem } from './item.ts';

const listing = { bytes: 128 * MiB, ms: 60_000 };

export const regions: readonly RecipeItem[] = [
  { ...fileItem('/proc/{pid}/smaps', 'every region with its resident pages', listing), scope: 'chosen' },
  { ...fileItem('/proc/{pid}/maps', 'every region, with file and inode', listing), scope: 'chosen' },
];
