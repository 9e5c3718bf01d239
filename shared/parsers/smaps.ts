/**
 * `/proc/PID/smaps` of all kernels (fs/proc/task_mmu.c; proc(5)): a mapping line, then `Name: number kB` lines,
 * then VmFlags since 3.8. Unknown fields are left alone; a field that the kernel lacks stays undefined.
 */
import type { ParsedArtifact, ParsedMapping } from '#shared/domain/parsed.ts';
import { type ArtifactFormat, type LineRole, parsedArtifact } from './artifact-format.ts';
import { splitField } from './field-line.ts';
import { isMappingLine } from './mapping-line.ts';
import { otherSmapsFields, smapsFieldIndex } from './smaps-fields.ts';
import { kernelExports } from './smaps-kernel-instance.ts';
import { SmapsKernel } from './smaps-kernel.ts';
import { SmapsReader } from './smaps-reader.ts';
import type { TextSource } from './text-source.ts';

export const smapsFormat: ArtifactFormat = { kind: 'smaps', growsFrom: 'maps', roleOf, parse: parseSmaps };

function roleOf(text: string): LineRole | null {
  const field = splitField(text);
  if (field !== undefined) {
    if (smapsFieldIndex(field.name) >= 0 || otherSmapsFields.has(field.name)) return 'row';
    return /^[A-Z]/.test(field.name) && field.words.length <= 2 ? 'loose' : null;
  }
  return isMappingLine(text) && !text.includes('[rollup]') ? 'row' : null;
}

/** One mapping per block, in order. About half a nanosecond per byte where blocks are laid out alike. */
export function parseSmaps(source: TextSource): ParsedArtifact {
  const exports = kernelExports();
  const reader = new SmapsReader(source, exports === null ? undefined : new SmapsKernel(exports, source));
  const mappings: readonly ParsedMapping[] = reader.readAll();
  return parsedArtifact('smaps', { mappings, problems: reader.problems.list() });
}
