/** The two ways through an smaps, apart from each other: with the kernel, and line by line. */
import type { ParsedMapping } from '#shared/domain/parsed.ts';
import type { Problem } from '#shared/errors/problem.ts';
import { kernelExports } from '#shared/parsers/smaps-kernel-instance.ts';
import { SmapsKernel } from '#shared/parsers/smaps-kernel.ts';
import { SmapsReader } from '#shared/parsers/smaps-reader.ts';
import { sourceOf } from './text-source.ts';

export interface SmapsReading {
  readonly mappings: readonly ParsedMapping[];
  readonly problems: readonly Problem[];
}

/** Counts the blocks that it takes: two ways that are both slow would agree as well. */
class CountingKernel extends SmapsKernel {
  taken = 0;

  override read(at: number, lastEnd: bigint): number {
    const count = super.read(at, lastEnd);
    this.taken += count;
    return count;
  }
}

export function readWithKernel(content: string | Uint8Array): SmapsReading & { readonly taken: number } {
  const exports = kernelExports();
  if (exports === null) throw new Error('no WebAssembly here');
  const source = sourceOf(content);
  const kernel = new CountingKernel(exports, source);
  const reader = new SmapsReader(source, kernel);
  const mappings = reader.readAll();
  return { mappings, problems: reader.problems.list(), taken: kernel.taken };
}

export function readLineByLine(content: string | Uint8Array): SmapsReading {
  const reader = new SmapsReader(sourceOf(content), undefined);
  const mappings = reader.readAll();
  return { mappings, problems: reader.problems.list() };
}
