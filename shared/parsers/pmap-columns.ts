/** Which column of a pmap listing holds what. Sources: procps src/pmap.c, busybox procps/pmap.c; pmap(1). */

export type PmapColumn =
  | 'address'
  | 'size'
  | 'rss'
  | 'pss'
  | 'dirty'
  | 'shared-dirty'
  | 'private-dirty'
  | 'anonymous'
  | 'swap'
  | 'mode'
  | 'offset'
  | 'device'
  | 'inode'
  | 'flags'
  | 'other-number'
  | 'mapping';

export interface PmapHeader {
  readonly columns: readonly PmapColumn[];
  /** Offset where the mapping names start; flags stand before it. */
  readonly mappingAt: number;
}

const COLUMN_OF_WORD: Readonly<Record<string, PmapColumn>> = {
  address: 'address',
  kbytes: 'size',
  size: 'size',
  rss: 'rss',
  pss: 'pss',
  dirty: 'dirty',
  shared_dirty: 'shared-dirty',
  private_dirty: 'private-dirty',
  anon: 'anonymous',
  anonymous: 'anonymous',
  swap: 'swap',
  mode: 'mode',
  perm: 'mode',
  offset: 'offset',
  device: 'device',
  inode: 'inode',
  vmflags: 'flags',
  mapping: 'mapping',
};

/** Columns that hold kB and have a total below them. */
export const summedColumns = ['size', 'rss', 'pss', 'dirty', 'anonymous', 'swap'] as const;

const NUMERIC: ReadonlySet<PmapColumn> = new Set([
  ...summedColumns,
  'shared-dirty',
  'private-dirty',
  'other-number',
] as const);

export function isNumeric(column: PmapColumn): boolean {
  return NUMERIC.has(column);
}

/** Plain `pmap PID` has no header: `00007f6380000000    440K rw---   [ anon ]`. */
export const plainHeader: PmapHeader = { columns: ['address', 'size', 'mode', 'mapping'], mappingAt: 0 };

/** Starts with Address and names the mode; words unknown to us are numbers of -X and -XX. */
export function readPmapHeader(text: string): PmapHeader | undefined {
  const words = [...text.slice(0, 2000).matchAll(/\S+/g)];
  const names = words.map((match) => match[0].toLowerCase());
  if (names[0] !== 'address' || names.length < 3) return undefined;
  if (!names.some((name) => name === 'mode' || name === 'perm' || name === 'kbytes')) return undefined;
  const columns = names.map((name) => COLUMN_OF_WORD[name] ?? ('other-number' as const));
  return { columns, mappingAt: words.at(-1)!.index };
}
