/** Fields of an smaps block that a mapping keeps. All kernels; names as fs/proc/task_mmu.c prints them. */

export const smapsFields = [
  'Size',
  'Rss',
  'Pss',
  'Shared_Dirty',
  'Private_Dirty',
  'Anonymous',
  'Swap',
  'Shared_Hugetlb',
  'Private_Hugetlb',
] as const;
export type SmapsField = (typeof smapsFields)[number];

/** Index in `smapsFields`, and so in a block's counters. */
export const Field = {
  size: 0,
  rss: 1,
  pss: 2,
  sharedDirty: 3,
  privateDirty: 4,
  anonymous: 5,
  swap: 6,
  sharedHugetlb: 7,
  privateHugetlb: 8,
} as const;

export const FIELD_COUNT = smapsFields.length;

/** Counter value of a field that the block lacks. */
export const ABSENT = -1;

/** Fields that smaps prints and a mapping does not keep; with the above, all of 2.6.14 to 6.18. */
export const otherSmapsFields = new Set(
  `KernelPageSize MMUPageSize Pss_Dirty Shared_Clean Private_Clean Referenced KSM LazyFree AnonHugePages
  ShmemHugePages ShmemPmdMapped FileHugePages FilePmdMapped SwapPss Locked THPeligible ProtectionKey VmFlags`.split(
    /\s+/,
  ),
);

export function smapsFieldIndex(name: string): number {
  return (smapsFields as readonly string[]).indexOf(name);
}
