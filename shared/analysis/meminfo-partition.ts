/**
 * Levels 0 and 1: what a machine uses, and the parts of /proc/meminfo that this is made of.
 * Source: fs/proc/meminfo.c, Documentation/filesystems/proc.rst, si_mem_available() in mm/page_alloc.c (6.1).
 *
 *   used = MemTotal − MemAvailable
 *        = parts + (MemFree + file cache + SReclaimable − MemAvailable) + not accounted
 *   file cache    = Cached + Buffers + SwapCached − Shmem          (Cached counts shmem pages)
 *   not accounted = MemTotal − MemFree − parts − file cache − SReclaimable
 *
 * The two sides are equal by construction, so "not accounted" is an exact residual: pages that drivers
 * and the kernel took without a counter of their own.
 */
import type { EvidenceRef } from '#shared/domain/evidence.ts';
import type { LedgerMeasure } from '#shared/domain/ledger.ts';
import type { MeminfoReading } from '#shared/domain/memory.ts';
import type { LabelKey } from '#shared/i18n/ledger.en.ts';
import type { Bytes } from '#shared/units/bytes.ts';

export interface MeminfoPart {
  readonly key: LabelKey;
  readonly bytes: Bytes;
  readonly derived: boolean;
  readonly evidence: readonly EvidenceRef[];
}

export interface Partition {
  readonly measure: LedgerMeasure;
  readonly usedBytes: Bytes;
  readonly evidence: readonly EvidenceRef[];
  /** A part whose field the kernel lacks is not there. */
  readonly parts: readonly MeminfoPart[];
  /** What the rest is: of a whole meminfo the kernel's own; of a grep, what was not asked for. */
  readonly residual: LabelKey;
}

export type Meminfo = ReadonlyMap<string, MeminfoReading>;

/** Fields in bytes by name. Kernels before 4.16 have no `Hugetlb`: it is computed from the pool of the default size. */
export function toMeminfo(readings: readonly MeminfoReading[]): Meminfo {
  const fields = new Map(readings.map((reading) => [reading.field, reading]));
  const pages = fields.get('HugePages_Total');
  const size = fields.get('Hugepagesize');
  if (!fields.has('Hugetlb') && pages !== undefined && size !== undefined) {
    fields.set('Hugetlb', { ...pages, field: 'Hugetlb', value: pages.value * size.value, unit: 'bytes' });
  }
  for (const [name, { unit }] of fields) if (unit !== 'bytes') fields.delete(name);
  return fields;
}

/** Parts that are one field, each pages of no other part. SwapCached and Zswap of old kernels are rarely both. */
const fieldParts: readonly { readonly key: LabelKey; readonly field: string }[] = [
  { key: 'anonymous', field: 'AnonPages' },
  { key: 'shmem', field: 'Shmem' },
  { key: 'slab-unreclaimable', field: 'SUnreclaim' },
  { key: 'kernel-stacks', field: 'KernelStack' },
  { key: 'page-tables', field: 'PageTables' },
  { key: 'secondary-page-tables', field: 'SecPageTables' },
  { key: 'per-cpu', field: 'Percpu' },
  { key: 'hugetlb', field: 'Hugetlb' },
  { key: 'bounce', field: 'Bounce' },
  { key: 'writeback-temporary', field: 'WritebackTmp' },
  { key: 'zswap', field: 'Zswap' },
];

/** What the file cache is computed from. A field that is missing here counts as nothing. */
const cacheFields = ['Cached', 'Buffers', 'SwapCached'] as const;

/** Which measure a meminfo allows: what is used, or only the LRU lists of a grep. */
export function measureOf(meminfo: Meminfo): LedgerMeasure | undefined {
  const has = (...fields: string[]) => fields.every((field) => meminfo.has(field));
  if (has('MemTotal', 'MemAvailable')) return 'MemTotal - MemAvailable';
  if (has('Active', 'Inactive')) return 'Active + Inactive';
  return undefined;
}

/** What it would take to tell what is used. */
export function lackingFields(meminfo: Meminfo): string[] {
  return ['MemTotal', 'MemAvailable'].filter((field) => !meminfo.has(field));
}

/** @returns undefined where the meminfo lacks what the measure needs. */
export function partition(meminfo: Meminfo, measure: LedgerMeasure): Partition | undefined {
  if (measure === 'MemTotal - MemAvailable') return partitionUsed(meminfo);
  if (measure === 'Active + Inactive') return partitionLru(meminfo);
  return undefined;
}

function partitionUsed(meminfo: Meminfo): Partition | undefined {
  if (measureOf(meminfo) !== 'MemTotal - MemAvailable') return undefined;
  const bytes = (field: string) => meminfo.get(field)?.value ?? 0;
  const parts = fieldParts.flatMap((part) => fieldPart(meminfo, part));
  const reclaimable = bytes('SReclaimable');
  const fileCache = cacheFields.reduce((sum, field) => sum + bytes(field), 0) - bytes('Shmem');
  const fields = ['MemFree', ...cacheFields, 'Shmem', 'SReclaimable', 'MemAvailable'];
  const whole = meminfo.has('MemFree') && meminfo.has('Cached');
  const cacheKept: MeminfoPart = {
    key: 'cache-kept',
    bytes: bytes('MemFree') + fileCache + reclaimable - bytes('MemAvailable'),
    derived: true,
    evidence: evidenceOf(meminfo, fields),
  };
  return {
    measure: 'MemTotal - MemAvailable',
    usedBytes: bytes('MemTotal') - bytes('MemAvailable'),
    evidence: evidenceOf(meminfo, ['MemTotal', 'MemAvailable']),
    parts: [...parts, ...(whole ? [cacheKept] : [])],
    residual: whole ? 'residual-kernel' : 'residual-not-told',
  };
}

function partitionLru(meminfo: Meminfo): Partition | undefined {
  if (!meminfo.has('Active') || !meminfo.has('Inactive')) return undefined;
  return {
    measure: 'Active + Inactive',
    usedBytes: (meminfo.get('Active')?.value ?? 0) + (meminfo.get('Inactive')?.value ?? 0),
    evidence: evidenceOf(meminfo, ['Active', 'Inactive']),
    parts: [
      ...lruPart(meminfo, 'lru-anonymous', ['Active(anon)', 'Inactive(anon)']),
      ...lruPart(meminfo, 'lru-file', ['Active(file)', 'Inactive(file)']),
    ],
    residual: 'residual-lru',
  };
}

function fieldPart(meminfo: Meminfo, part: (typeof fieldParts)[number]): MeminfoPart[] {
  const reading = meminfo.get(part.field);
  if (reading === undefined) return [];
  return [{ key: part.key, bytes: reading.value, derived: false, evidence: [reading.evidence] }];
}

function lruPart(meminfo: Meminfo, key: LabelKey, fields: readonly string[]): MeminfoPart[] {
  const known = fields.map((field) => meminfo.get(field)).filter((reading) => reading !== undefined);
  if (known.length < fields.length) return [];
  const bytes = known.reduce((sum, reading) => sum + reading.value, 0);
  return [{ key, bytes, derived: false, evidence: known.map(({ evidence }) => evidence) }];
}

function evidenceOf(meminfo: Meminfo, fields: readonly string[]): EvidenceRef[] {
  return fields.flatMap((field) => meminfo.get(field)?.evidence ?? []);
}
