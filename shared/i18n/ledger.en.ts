/** Words of the ledger: labels, notes, region classes and the sentences that the analysis makes. */
import { formatBytes, formatDelta, formatShare } from '#shared/units/format.ts';
import { spanEn } from './span.ts';

const labels = {
  gap: 'Memory in use',
  anonymous: 'Anonymous memory of processes',
  shmem: 'Shared memory and tmpfs',
  'slab-unreclaimable': 'Kernel objects that cannot be reclaimed (slab)',
  'kernel-stacks': 'Kernel stacks',
  'page-tables': 'Page tables',
  'secondary-page-tables': 'Page tables of virtual machines and IOMMUs',
  'per-cpu': 'Per-CPU memory of the kernel',
  hugetlb: 'Huge pages set aside',
  bounce: 'Bounce buffers',
  'writeback-temporary': 'Temporary writeback buffers (FUSE)',
  zswap: 'Compressed swap cache (zswap)',
  'cache-kept': 'Free memory and cache that the kernel keeps back',
  'lru-anonymous': 'Anonymous memory and tmpfs (LRU lists)',
  'lru-file': 'File cache (LRU lists)',
  'lru-unsplit': 'Anonymous memory and file cache, not told apart',
  'residual-kernel': 'Kernel, not accounted',
  'residual-not-told': 'Not told by this meminfo',
  'residual-lru': 'On neither list',
  'residual-processes': 'In no listed process',
  'residual-overcounted': 'RSS counted more than once: more than there is',
  'residual-shmem': 'Mapped by no process (tmpfs files, detached segments)',
  'residual-instances': 'Not in these processes',
  'residual-classes': 'Changed between two readings',
  'residual-folded': 'Not explained within these',
  'residual-regions': 'Not in these regions',
  'chunks-in-use': 'Blocks in use',
  'content-rdkafka': 'librdkafka messages',
  'content-other': 'Other blocks in use',
  'chunks-kept': 'Freed, kept by the allocator',
  'chunks-top': 'Free at the end of the heap (top)',
  'chunks-doubtful': 'In use or freed: not known',
  'heap-own': 'The allocator’s own records',
  'not-walked': 'Resident, in no block',
  'not-dumped': 'Not dumped',
  'residual-content': 'In neither',
  'residual-dump': 'Changed between reading and dump',
};
export type LabelKey = keyof typeof labels;

/** For sentences that name a row by its key. */
const residualNames: Readonly<Record<string, string>> = labels;

const notes = {
  'rss-counts-shared': 'RSS counts shared pages once for every process.',
  'rss-counts-files': 'RSS includes pages of files, which meminfo counts as cache.',
  'lru-counts-cache': 'Active + Inactive counts file cache and leaves out kernel memory.',
  'absent-in-a': 'The kernel of A does not give this field.',
  'absent-in-b': 'The kernel of B does not give this field.',
  'only-in-a': 'Runs on A only.',
  'only-in-b': 'Runs on B only.',
  'not-listed-a': 'Not listed: there is no process list of A, so that its side is not known.',
  'not-listed-b': 'Not listed: there is no process list of B, so that its side is not known.',
  'no-meminfo-a': 'There is no meminfo of A.',
  'no-meminfo-b': 'There is no meminfo of B.',
  'no-regions-a': 'Regions of this process on A are not known: no smaps, pmap or maps of it.',
  'no-regions-b': 'Regions of this process on B are not known: no smaps, pmap or maps of it.',
  'regions-of-other-time': 'Its regions were read at another moment than the process list.',
  'regions-of-one-side': 'Regions are known for one side only and are not split here.',
  'measures-differ': 'The two sides were not measured alike: each is its best reading.',
  'split-by-size': 'The kernel merged several heaps into one region; its amounts are shared out by size.',
};
export type NoteKey = keyof typeof notes;

const classes = {
  'main-heap': 'Main heap',
  'arena-heap': 'glibc arena heap',
  'arena-reserve': 'glibc arena, reserved',
  'thread-stack': 'Thread stack',
  'stack-guard': 'Stack guard',
  'main-stack': 'Main stack',
  'large-anonymous': 'Large anonymous block',
  jemalloc: 'jemalloc',
  tcmalloc: 'tcmalloc',
  'go-heap': 'Go heap',
  'jvm-heap': 'Java heap',
  'v8-heap': 'V8 heap',
  'named-anonymous': 'Named anonymous memory',
  'jit-code': 'Generated code',
  'file-text': 'Program code',
  'file-rodata': 'Read-only data of files',
  'file-data': 'Writable data of files',
  'file-bss': 'Zero-initialised data (.bss)',
  'file-mapped': 'Shared file mapping',
  'shared-memory': 'Shared memory',
  hugetlb: 'Huge pages',
  device: 'Device memory',
  'kernel-special': 'Kernel page (vdso, vvar)',
  anonymous: 'Small anonymous region',
  unknown: 'Unknown',
};

/** `labelKey` of a node: a label, a region class, or “n more” with the number from the label. */
export type NodeLabelKey = LabelKey | `class.${keyof typeof classes}` | 'more';

/** Parameters of each sentence: amounts in bytes, shares between 0 and 1. */
export interface StatementParams {
  'gap.more': { a: string; b: string; bytes: number };
  'gap.less': { a: string; b: string; bytes: number };
  'gap.none': { a: string; b: string };
  'use.one-target': { a: string; bytes: number };
  'gap.owners': { owners: string; bytes: number; share: number };
  'gap.owners-estimated': { owners: string; bytes: number; share: number };
  'gap.explained': { share: number; residual: number };
  'measure.lru': { cacheA: number; cacheB: number };
  'measure.lru-one-target': { cache: number };
  'measure.processes': Record<never, never>;
  'total.differs': { a: number; b: number };
  'measure.rss': { processes: number };
  'heaps.other': { target: string; processes: string; allocator: string };
  'evidence.other-time': { target: string; what: 'meminfo' | 'processes'; awayMs: number };
  'regions.other-time': { target: string; processes: string; others: number; awayMs: number };
  'meminfo.lacks': { target: string; fields: string };
  'processes.unlisted': { target: string; count: number };
  'processes.overcounted': { target: string; bytes: number };
  'process.nameless': { target: string; process: string; bytes: number };
  /** `byTarget`, `bySnapshot`: members of `SideChoice`; `side`: A or B. */
  'side.chosen': {
    side: string;
    target: string;
    snapshot: number;
    targets: number;
    snapshots: number;
    byTarget: string;
    bySnapshot: string;
  };
  'evidence.none': { target: string; what: 'meminfo' | 'processes' };
  'targets.chosen': { a: string; b: string; count: number };
  'target.unmeasured': { target: string };
  'arenas.counted': { target: string; process: string; heaps: number; resident: number };
  'meminfo.mixed': { target: string; readings: number };
  'times.differ': { apartMs: number };
  'process.one-side': { process: string; target: string; bytes: number };
  'rule.owner': { owner: string; bytes: number; share: number };
  'rule.owner-one': { owner: string; bytes: number; share: number };
  'rule.oom': { target: string; count: number; names: string };
  /** `label`: key of a ledger label. */
  'rule.rest': { rest: number; share: number; label: string; largest: number };
}
export type StatementCode = keyof StatementParams;

const byUse: Readonly<Record<string, string>> = { most: 'most', least: 'least' };
const newest: Readonly<Record<string, string>> = {
  both: 'with meminfo and a process list',
  meminfo: 'with meminfo',
  processes: 'with processes',
  newest: 'there is',
};

/** One sentence per code. */
export type StatementTexts = { readonly [Code in StatementCode]: (params: StatementParams[Code]) => string };

const statements: StatementTexts = {
  'gap.more': ({ a, b, bytes }) => `${a} uses ${formatBytes(bytes)} more than ${b}.`,
  'gap.less': ({ a, b, bytes }) => `${a} uses ${formatBytes(bytes)} less than ${b}.`,
  'gap.none': ({ a, b }) => `${a} and ${b} use the same amount of memory.`,
  'use.one-target': ({ a, bytes }) =>
    `${a} uses ${formatBytes(bytes)}; there is no second target to compare it with.`,
  'gap.owners': ({ owners, bytes, share }) =>
    `${owners}: together ${formatDelta(bytes)}, ${formatShare(share)} of the gap.`,
  'gap.owners-estimated': ({ owners, bytes, share }) =>
    `An estimate, since RSS counts shared pages repeatedly: ${owners}, together about ${formatDelta(bytes)}, ` +
    `${formatShare(share)} of the gap.`,
  'gap.explained': ({ share, residual }) =>
    `${formatShare(share)} of the gap is explained; ${formatDelta(residual)} is left.`,
  'measure.lru': ({ cacheA, cacheB }) =>
    `This meminfo is partial: the gap is Active + Inactive, which counts ${formatBytes(cacheA)} (A) and ` +
    `${formatBytes(cacheB)} (B) of file cache and leaves out kernel memory.`,
  'measure.lru-one-target': ({ cache }) =>
    `This meminfo is partial: what is used is Active + Inactive, which counts ${formatBytes(cache)} of file cache ` +
    'and leaves out kernel memory.',
  'measure.processes': () =>
    'There is no meminfo of both sides that can be compared: the gap is the sum over the listed processes.',
  'total.differs': ({ a, b }) =>
    `The machines do not have the same memory: ${formatBytes(a)} (A) and ${formatBytes(b)} (B).`,
  'measure.rss': ({ processes }) =>
    `For ${processes} processes only RSS is known, which counts shared pages once for every process. ` +
    'Collect smaps_rollup for exact shares.',
  'heaps.other': ({ target, processes, allocator }) =>
    `${target}: memory of ${processes} that is ${allocator}’s, not glibc’s malloc, is not walked; nothing is said of what lives in it.`,
  'evidence.other-time': ({ target, what, awayMs }) =>
    `${target}: the ${what} come from another snapshot, ${spanEn(awayMs)} away from the one compared.`,
  'regions.other-time': ({ target, processes, others, awayMs }) =>
    `${target}: the regions of ${processes}${others > 0 ? ` and ${others} more` : ''} come from another snapshot, ` +
    `up to ${spanEn(awayMs)} away from the one compared; the processes may have changed between.`,
  'meminfo.lacks': ({ target, fields }) =>
    `${target}: the meminfo lacks ${fields}, without which what is used cannot be told exactly.`,
  'processes.unlisted': ({ target, count }) =>
    `${target}: there is no process list, only the regions of ${count} process${count === 1 ? '' : 'es'}; ` +
    'what else runs there is not known.',
  'processes.overcounted': ({ target, bytes }) =>
    `${target}: the processes’ RSS counts shared pages more than once: they claim ${formatBytes(bytes)} more than there is.`,
  'process.nameless': ({ target, process, bytes }) =>
    `${target}: the regions of ${process} tell no pid. If it is one of the listed processes, its ` +
    `${formatBytes(bytes)} count twice.`,
  'side.chosen': ({ side, target, snapshot, targets, snapshots, byTarget, bySnapshot }) =>
    [
      `${side} is ${target}@${snapshot}, chosen automatically`,
      ...(byTarget in byUse ? [`of ${targets} targets the one that uses ${byUse[byTarget]}`] : []),
      ...(bySnapshot in newest ? [`of its ${snapshots} snapshots the newest ${newest[bySnapshot]}`] : []),
    ].join(', ') + '.',
  'evidence.none': ({ target, what }) => `${target}: there is no evidence of ${what}.`,
  'targets.chosen': ({ a, b, count }) =>
    `Of ${count} targets, the one that uses most (${a}) is compared with the one that uses least (${b}).`,
  'target.unmeasured': ({ target }) =>
    `${target} was passed over: its newest evidence has no meminfo that tells how much memory it uses.`,
  'arenas.counted': ({ target, process, heaps, resident }) =>
    `${process} on ${target} has ${heaps} glibc arena heaps of 64 MiB with ${formatBytes(resident)} resident.`,
  'meminfo.mixed': ({ target, readings }) =>
    `${target}: the meminfo is put together from ${readings} readings, which may be of different moments.`,
  'times.differ': ({ apartMs }) => `The two snapshots were taken ${spanEn(apartMs)} apart.`,
  'process.one-side': ({ process, target, bytes }) =>
    `${process} runs on ${target} only, with ${formatBytes(bytes)}.`,
  'rule.owner': ({ owner, bytes, share }) =>
    `${owner} owns the largest part of the gap: ${formatDelta(bytes)}, ${formatShare(share)} of it.`,
  'rule.owner-one': ({ owner, bytes, share }) =>
    `${owner} uses the largest part: ${formatBytes(bytes)}, ${formatShare(share)} of all that is in use.`,
  'rule.oom': ({ target, count, names }) =>
    `${target}: the OOM killer ran ${count === 1 ? 'once' : `${count} times`} and killed ${names}.`,
  'rule.rest': ({ rest, share, label, largest }) =>
    `${formatBytes(rest)} (${formatShare(share)} of the gap) are not explained; ` +
    `the largest part is "${residualNames[label] ?? label}" with ${formatDelta(largest)}.`,
};

export const ledgerEn = { labels, notes, classes, statements, more: (count: number) => `${count} more` };

/** What a translation must give. */
export interface LedgerMessages {
  readonly labels: { readonly [Key in LabelKey]: string };
  readonly notes: { readonly [Key in NoteKey]: string };
  readonly classes: { readonly [Key in keyof typeof classes]: string };
  readonly statements: StatementTexts;
  readonly more: (count: number) => string;
}
