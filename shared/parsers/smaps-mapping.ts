/** The record that a block of smaps gives, however the block was read. */
import type { ParsedMapping } from '#shared/domain/parsed.ts';
import { type Bytes, fromKernelKb } from '#shared/units/bytes.ts';
import { Field } from './smaps-fields.ts';

/** What the line that opens a block tells. */
export type MappingHead = Pick<
  ParsedMapping,
  'start' | 'end' | 'permissions' | 'offset' | 'device' | 'inode' | 'path'
>;

export interface MappingRemarks {
  /** Offset of the mapping line in the text. */
  readonly start: number;
  /** Empty, or over a mapping before it. */
  readonly isImpossible: boolean;
  /** More resident than mapped. */
  readonly isIncoherent: boolean;
}

/**
 * `counters` holds kB from `at` on, by `smapsFields`; `ABSENT` where the block lacks a field. One shape for all mappings,
 * whatever they lack: the engine reads uniform records faster.
 */
export function toMapping(
  head: MappingHead,
  counters: ArrayLike<number>,
  at: number,
  vmFlags: readonly string[] | undefined,
  line: number,
): ParsedMapping {
  return {
    start: head.start,
    end: head.end,
    permissions: head.permissions,
    offset: head.offset,
    device: head.device,
    inode: head.inode,
    path: head.path,
    rssBytes: inBytes(counters[at + Field.rss]!),
    pssBytes: inBytes(counters[at + Field.pss]!),
    anonymousBytes: inBytes(counters[at + Field.anonymous]!),
    dirtyBytes: sumInBytes(counters[at + Field.sharedDirty]!, counters[at + Field.privateDirty]!),
    privateDirtyBytes: inBytes(counters[at + Field.privateDirty]!),
    swapBytes: inBytes(counters[at + Field.swap]!),
    hugetlbBytes: sumInBytes(counters[at + Field.sharedHugetlb]!, counters[at + Field.privateHugetlb]!),
    vmFlags,
    line,
  };
}

/** `rd wr mr mw me ac `: codes of two letters. */
export function toFlags(text: string): readonly string[] {
  return text.split(' ').filter((code) => code.length === 2);
}

function inBytes(kilobytes: number): Bytes | undefined {
  return kilobytes < 0 ? undefined : fromKernelKb(kilobytes);
}

/** Only where both are known: a sum with a gap in it would be invented. */
function sumInBytes(a: number, b: number): Bytes | undefined {
  return a < 0 || b < 0 ? undefined : fromKernelKb(a + b);
}
